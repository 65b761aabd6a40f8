import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sharedFile } from './shared.ts';

/** A week with 18 deliveries: its files by path, and the targets that its rows name. */
export interface WeekFiles {
  readonly name: string;
  readonly skip: string | false;
  readonly accounts: Readonly<Record<string, string>>;
  files(): Promise<Readonly<Record<string, Uint8Array>>>;
}

const folder = 'docs/gtm';

async function filesOf(root: string): Promise<Readonly<Record<string, Uint8Array>>> {
  const names = await readdir(join(root, folder));
  const entries = names
    .filter((name) => /\.(csv|json|md)$/.test(name))
    .map(
      async (name): Promise<[string, Uint8Array]> => [
        `${folder}/${name}`,
        await readFile(join(root, folder, name)),
      ],
    );
  return Object.fromEntries(await Promise.all(entries));
}

const common = {
  'linkedin/personal': 'linkedin',
  'linkedin/company': 'linkedin',
  'x/main_account': 'x',
  'community/facebook': 'facebook',
  'community/telegram': 'telegram',
  'community/whatsapp': 'whatsapp',
  'newsletter/weekly_issue': 'email',
};

const subreddits = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [`reddit/r/${name}`, 'reddit']));

const real = sharedFile('gtm');

export const realWeek: WeekFiles = {
  name: 'the real week',
  skip: real === null && 'the real week is not on this machine (set BROADSHEET_SHARED)',
  accounts: { ...common, ...subreddits('resumes', 'careerguidance', 'jobs') },
  files: () => filesOf(real ?? ''),
};

export const exampleWeek: WeekFiles = {
  name: 'the example week',
  skip: false,
  accounts: { ...common, ...subreddits('windowherbs', 'smallbalconies', 'kitchensills') },
  files: () => filesOf(fileURLToPath(new URL('../../examples/marketing', import.meta.url))),
};

export const sheetFile = `${folder}/week-1-social-publishing-sheet.csv`;

/** A configuration with a sandbox for every target. */
export const configurationOf = (
  repository: string,
  accounts: Readonly<Record<string, string>>,
  more = '',
): string => `timezone: Asia/Jerusalem
assets: { repo: ${repository}, allow_file_protocol: true }
accounts:
${Object.entries(accounts)
  .map(([key, network]) => `  ${key}: { connector: sandbox, network: ${network} }`)
  .join('\n')}
${more}`;
