import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEvent } from './event.ts';

/**
 * The step of action.yml that checks. It runs `broadsheet check` where the sheets were checked out:
 * annotations on standard output, the summary to the job, and the exit code as an output, so that the
 * comment is written before the job fails.
 */
const environment = process.env;
const workspace = environment.GITHUB_WORKSPACE ?? process.cwd();
const directory = resolve(workspace, environment.INPUT_DIRECTORY || '.');
const config = resolve(directory, environment.INPUT_CONFIG || 'broadsheet.yaml');
const summary = join(
  mkdtempSync(join(environment.RUNNER_TEMP ?? tmpdir(), 'broadsheet-')),
  'summary.md',
);
const { range } = environment.GITHUB_EVENT_PATH
  ? readEvent(environment.GITHUB_EVENT_PATH)
  : { range: null };
const program = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
const what = environment.INPUT_RANGE || range || 'HEAD';
const checked = spawnSync(
  process.execPath,
  [program, 'check', '--config', config, '--format', 'github', '--summary', summary, '--', what],
  {
    cwd: directory,
    // Nothing of GitHub's own, and no token: the configuration is the pull request's.
    env: { ...plainEnvironment(), ...placeholders(config) },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  },
);
process.stdout.write(checked.stdout);
sayVerbatim(checked.stderr);
const code = checked.status ?? 2;
if (!existsSync(summary)) writeFileSync(summary, refusal(checked.stderr));
append(environment.GITHUB_STEP_SUMMARY, readFileSync(summary, 'utf8'));
append(environment.GITHUB_OUTPUT, `exit-code=${code}\nsummary=${summary}\n`);

function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(GITHUB_|ACTIONS_|RUNNER_|INPUT_)/.test(name),
  );
  return Object.fromEntries(kept);
}

/** Checks use no secret: a variable that is not set here must not keep the sheet from being checked. */
function placeholders(path: string): Readonly<Record<string, string>> {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const names = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  return Object.fromEntries(
    names.filter((name) => !environment[name]).map((name) => [name, 'not-set-in-this-check']),
  );
}

/** For people: while it is told, no line of it is a command to the runner. */
function sayVerbatim(text: string): void {
  if (text === '') return;
  const token = randomUUID();
  process.stdout.write(`::stop-commands::${token}\n${text}\n::${token}::\n`);
}

function refusal(text: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `### The sheets could not be checked\n\n<pre>${safe.replaceAll(/\n\s*\n/g, '\n')}</pre>\n`;
}

function append(file: string | undefined, text: string): void {
  if (file) appendFileSync(file, text);
}
