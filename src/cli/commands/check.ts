import { existsSync, readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { LoadedConfiguration } from '../../compose.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { CheckedSource } from '../check/check-sheet-source.ts';
import type { Sought } from '../check/find-sources.ts';
import { type GlobalOptions, refuseToOpen } from '../client.ts';
import { done, type ExitCode, needsPerson, notRun } from '../exit.ts';
import { run, withGlobals } from '../options.ts';
import { refuse } from '../refusal.ts';
import { print } from '../terminal.ts';

const formats = ['human', 'json', 'github', 'sarif'] as const;

interface CheckOptions extends GlobalOptions {
  readonly format: (typeof formats)[number];
}

/** `check` */
export function addCheck(program: Command): void {
  withGlobals(program.command('check <sheet>'))
    .description('check sheets like a compiler: file, line, column, what, how to mend')
    .addOption(
      new Option('--format <format>', 'how the findings are told')
        .choices(formats)
        .default('human'),
    )
    .addHelpText(
      'before',
      `Examples:
  broadsheet check docs/gtm/week-1-social-publishing-sheet.csv
  broadsheet check docs/gtm                  every sheet in a folder
  broadsheet check HEAD                      every sheet of a commit
  broadsheet check main..HEAD                only what a branch changes
  broadsheet check main...HEAD --format github
Without a configuration it checks all but the accounts.
`,
    )
    .action(run(check));
}

const usualTemplate = 'docs/gtm/week-{week}-social-publishing-sheet.csv';

async function check(named: string, options: CheckOptions): Promise<ExitCode> {
  const loaded = await load(options);
  if (loaded && !loaded.ok) return refuseToOpen(loaded.error);
  const configuration = loaded?.value ?? null;
  const template = configuration?.configuration.assets.sheet ?? usualTemplate;
  const { findSources } = await import('../check/find-sources.ts');
  const found = await findSources(named, template);
  if (!found.ok) return refuse(found.error);
  const checked = await checkAll(found.value, configuration);
  await show(checked, options.json ? 'json' : options.format);
  return exitCode(checked.flatMap((one) => one.diagnostics));
}

async function load(options: CheckOptions) {
  if (!existsSync(options.config)) return null;
  const { loadConfiguration } = await import('../../compose.ts');
  const { config, data = null } = options;
  return loadConfiguration({ config, data, environment: process.env });
}

async function checkAll(
  found: readonly Sought[],
  configuration: LoadedConfiguration | null,
): Promise<readonly CheckedSource[]> {
  const { broughtBy, checkSource } = await import('../check/check-sheet-source.ts');
  const checked: CheckedSource[] = [];
  for (const { source, before } of found) {
    const after = await checkSource(source, configuration);
    const earlier = before ? await checkSource(before, configuration) : null;
    checked.push(broughtBy(earlier, after));
  }
  return checked;
}

async function show(
  checked: readonly CheckedSource[],
  format: CheckOptions['format'],
): Promise<void> {
  const { checkDocument } = await import('../check/report.ts');
  const document = checkDocument(checked);
  const root = process.env.GITHUB_WORKSPACE || process.cwd();
  if (format === 'json') print(JSON.stringify(document, null, 2));
  else if (format === 'github')
    (await import('../views/check-github.ts')).showAsCommands(document.diagnostics, root);
  else if (format === 'sarif') {
    const { sarifOf } = await import('../views/check-sarif.ts');
    print(JSON.stringify(sarifOf(document.diagnostics, version(), root), null, 2));
  } else (await import('../views/check-human.ts')).showFindings(checked, document);
}

function version(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** A sheet that would be rejected as a whole could not even be checked row by row. */
function exitCode(diagnostics: readonly Diagnostic[]): ExitCode {
  const errors = diagnostics.filter((one) => one.severity === 'error');
  if (errors.some((one) => one.scope === 'sheet')) return notRun;
  return errors.length > 0 ? needsPerson : done;
}
