import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { done, type ExitCode } from '../exit.ts';
import { run } from '../options.ts';
import { refuseUsage } from '../refusal.ts';
import { print } from '../terminal.ts';

/** `init` */
export function addInit(program: Command): void {
  program
    .command('init')
    .description('write a configuration to begin with')
    .option('--config <file>', 'where to', 'broadsheet.yaml')
    .option('--schema', 'only the JSON Schema for editors anew, such as after an update')
    .option('--json', 'print a versioned document instead of text')
    .addHelpText('before', 'Examples:\n  broadsheet init\n  broadsheet init --schema\n')
    .action(run(init));
}

interface InitOptions {
  readonly config: string;
  readonly schema?: boolean;
  readonly json?: boolean;
}

/** Beside the configuration, where its first line sends an editor. */
const schemaName = 'broadsheet.schema.json';

async function init({ config, schema: schemaOnly = false, json }: InitOptions): Promise<ExitCode> {
  const schema = join(dirname(config), schemaName);
  if (!schemaOnly && existsSync(config))
    return refuseUsage(
      `${config} is there already.`,
      'Nothing was changed. Choose another name with --config.',
    );
  if (!(await isFree(schema)))
    return refuseUsage(
      `${schema} is there already, and is no schema of Broadsheet.`,
      'Nothing was changed. Choose another folder with --config.',
    );
  const { initialConfiguration } = await import('../../compose.ts');
  const modeline = `# yaml-language-server: $schema=./${schemaName}\n`;
  try {
    await writeFile(schema, await configurationSchema());
    if (!schemaOnly) await writeFile(config, modeline + initialConfiguration, { flag: 'wx' });
  } catch (error) {
    return refuseUsage(
      `${schemaOnly ? schema : config} can't be written: ${(error as Error).message}`,
      'Choose another folder with --config.',
    );
  }
  if (json) print(JSON.stringify({ schema: 'broadsheet/init@1', config, json_schema: schema }));
  else if (schemaOnly) print(`Wrote ${schema}.`);
  else
    print(`Wrote ${config}, and ${schema}, by which an editor knows its settings. Next:
  1. set timezone and assets.repo in ${config}
  2. broadsheet check path/to/your/sheet.csv
  3. broadsheet run-week WEEK`);
  return done;
}

const configurationSchema = (): Promise<string> =>
  readFile(new URL('../../../schemas/configuration.schema.json', import.meta.url), 'utf8');

/** Nothing is there, or an earlier schema of ours. */
async function isFree(path: string): Promise<boolean> {
  const there = await readFile(path, 'utf8').catch(() => null);
  return there === null || there.includes('"title": "Configuration of Broadsheet"');
}
