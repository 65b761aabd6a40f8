import { execFile } from 'node:child_process';
import { cp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parseDocument } from 'yaml';
import { failure, type Result, success } from '../../domain/result.ts';
import { examples, type Story } from './story.ts';

const run = promisify(execFile);

/** Where the demo plays: a folder with a marketing repository and a configuration. */
export interface Stage {
  readonly directory: string;
  readonly config: string;
  readonly data: string;
  /** Commits a sheet, as a planner's push would. */
  push(push: Story['pushes'][number]): Promise<void>;
}

const marker = '.broadsheet-demo';
const sheetPath = 'docs/gtm/week-1-social-publishing-sheet.csv';

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * Clears the folder of a demo before this one. A folder that no demo made is left alone.
 *
 * @param removeDatabase removes the database that a demo has left there; false where it is
 *   in use
 */
export async function clearStage(
  directory: string,
  removeDatabase: (data: string) => Promise<boolean>,
): Promise<Result<void>> {
  if (!(await exists(directory))) return success(undefined);
  if (!(await exists(join(directory, marker))))
    return failure({
      code: 'demo-folder',
      message: `${directory} is there already, and no demo has made it.`,
      remedy: 'Choose another folder with --data.',
    });
  const data = join(directory, 'data');
  if ((await exists(data)) && !(await removeDatabase(data)))
    return failure({
      code: 'demo-running',
      message: `A demo is running in ${directory}.`,
      remedy: 'Let it end, or choose another folder with --data.',
    });
  await rm(directory, { recursive: true, force: true });
  return success(undefined);
}

/** Fills the folder: a git repository out of the example, and its configuration for this machine. */
export async function setStage(directory: string, story: Story, mailUrl: string): Promise<Stage> {
  const repository = join(directory, 'marketing');
  await writeFile(join(directory, marker), 'Made by `broadsheet demo`, which may delete it.\n');
  await cp(join(examples, 'marketing'), repository, { recursive: true });
  await run('git', ['init', '--quiet', '--initial-branch=main', '--', repository], {
    env: gitEnvironment(story.starts_at),
  });
  const config = join(directory, 'broadsheet.yaml');
  await writeFile(config, await configuration(repository, story, mailUrl));
  return {
    directory,
    config,
    data: join(directory, 'data'),
    async push({ at, sheet, message }) {
      await cp(join(examples, 'demo', sheet), join(repository, sheetPath));
      const git = (...args: string[]) =>
        run('git', ['-C', repository, ...args], { env: gitEnvironment(at) });
      await git('add', '--all');
      await git('commit', '--quiet', `--message=${message}`);
    },
  };
}

/** No setting of this machine's git has a part in the demo. */
const gitEnvironment = (at: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Planner',
  GIT_AUTHOR_EMAIL: 'planner@nevetto.example',
  GIT_COMMITTER_NAME: 'Planner',
  GIT_COMMITTER_EMAIL: 'planner@nevetto.example',
  GIT_AUTHOR_DATE: at,
  GIT_COMMITTER_DATE: at,
});

async function configuration(repository: string, story: Story, mailUrl: string): Promise<string> {
  const text = await readFile(join(examples, 'broadsheet.yaml'), 'utf8');
  const document = parseDocument(text);
  // As an address, which holds no spaces where the path of the folder does.
  document.setIn(['assets', 'repo'], pathToFileURL(repository).href);
  document.setIn(['assets', 'allow_file_protocol'], true);
  document.setIn(['accounts', 'newsletter/weekly_issue', 'url'], mailUrl);
  document.setIn(['notify', 0, 'url'], mailUrl);
  for (const [account, faults] of Object.entries(story.faults))
    document.setIn(['accounts', account, 'faults'], faults);
  return document.toString();
}
