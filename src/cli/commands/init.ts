import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
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
    .option('--json', 'print a versioned document instead of text')
    .addHelpText('before', 'Example:\n  broadsheet init\n')
    .action(run(init));
}

async function init(options: {
  readonly config: string;
  readonly json?: boolean;
}): Promise<ExitCode> {
  if (existsSync(options.config))
    return refuseUsage(
      `${options.config} is there already.`,
      'Nothing was changed. Choose another name with --config.',
    );
  const { initialConfiguration } = await import('../../compose.ts');
  try {
    await writeFile(options.config, initialConfiguration, { flag: 'wx' });
  } catch (error) {
    return refuseUsage(
      `${options.config} can't be written: ${(error as Error).message}`,
      'Choose another folder with --config.',
    );
  }
  if (options.json) print(JSON.stringify({ schema: 'broadsheet/init@1', config: options.config }));
  else
    print(`Wrote ${options.config}. Next:
  1. set timezone and assets.repo in it
  2. broadsheet check path/to/your/sheet.csv
  3. broadsheet run-week WEEK`);
  return done;
}
