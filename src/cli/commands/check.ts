import { existsSync, readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { LoadedConfiguration } from '../../compose.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { ask, canAsk } from '../ask.ts';
import type { CheckedSource } from '../check/checked-source.ts';
import type { Templates } from '../check/sheet-source.ts';
import { type GlobalOptions, refuseToOpen } from '../client.ts';
import { done, type ExitCode, needsPerson, notRun } from '../exit.ts';
import { run, withGlobals } from '../options.ts';
import { refuse, refuseUsage } from '../refusal.ts';
import { keepHeapSmall } from '../small-heap.ts';
import { print, say } from '../terminal.ts';

const formats = ['human', 'json', 'github', 'gitlab', 'sarif'] as const;

interface CheckOptions extends GlobalOptions {
  readonly format: (typeof formats)[number];
  readonly fix?: boolean;
  readonly yes?: boolean;
  readonly online?: boolean;
  readonly allowLocal?: boolean;
  readonly within: string;
  readonly summary?: string;
}

/** `check` */
export function addCheck(program: Command): void {
  withGlobals(program.command('check <sheet>'))
    .description('check sheets, or the mails of a week, like a compiler: place, what, how to mend')
    .addOption(
      new Option('--format <format>', 'how the findings are told')
        .choices(formats)
        .default('human'),
    )
    .option(
      '--summary <file>',
      'also append to a file, as Markdown: findings, and what would go out',
    )
    .option('--fix', 'mend what is sure: white space, NFC, utm parameters; shows it first and asks')
    .option('-y, --yes', 'mend without asking')
    .option('--online', 'also request each link: is the page there, and where does it lead')
    .option('--within <duration>', 'with --online: for all links together', '2m')
    .option('--allow-local', 'with --online: also links to this machine and the network around it')
    .addHelpText(
      'before',
      `Examples:
  broadsheet check docs/gtm/week-1-social-publishing-sheet.csv
  broadsheet check docs/gtm/week-1-email-assets.md
  broadsheet check docs/gtm                  every sheet in a folder, and the mails
  broadsheet check HEAD                      every sheet of a commit
  broadsheet check main..HEAD                only what a branch changes
  broadsheet check main...HEAD --format github --summary "$GITHUB_STEP_SUMMARY"
  broadsheet check main...HEAD --format gitlab > gl-code-quality-report.json
  broadsheet check docs/gtm --online         request each link too
  broadsheet check docs/gtm --fix            mend what is sure, after a look at it
Without a configuration it checks all but the accounts.
`,
    )
    .action(run(check));
}

const usual: Templates = {
  sheet: 'docs/gtm/week-{week}-social-publishing-sheet.csv',
  emails: 'docs/gtm/week-{week}-email-assets.md',
};

async function check(named: string, options: CheckOptions): Promise<ExitCode> {
  keepHeapSmall();
  const loaded = await load(options);
  if (loaded && !loaded.ok) return refuseToOpen(loaded.error);
  const configuration = loaded?.value ?? null;
  const templates = configuration?.configuration.assets ?? usual;
  const { findSources } = await import('../check/find-sources.ts');
  const found = await findSources(named, templates);
  if (!found.ok) return refuse(found.error);
  const { checkSought } = await import('../check/check-sought.ts');
  let checked = await checkSought(found.value, configuration);
  if (options.fix) {
    const mended = await mend(checked, options);
    if (!mended.ok) return mended.error;
    checked = mended.value ? await checkAgain(named, templates, configuration) : checked;
  }
  if (options.online) {
    const asked = await askForLinks(checked, configuration, options);
    if (!asked.ok) return asked.error;
    checked = asked.value;
  }
  await show(checked, options.json ? 'json' : options.format);
  if (options.summary !== undefined) {
    const { writeSummary } = await import('../check/summary.ts');
    const unwritten = await writeSummary(options.summary, checked);
    if (unwritten) return refuse(unwritten);
  }
  return exitCode(checked.flatMap((one) => one.diagnostics));
}

async function load(options: CheckOptions) {
  if (!existsSync(options.config)) return null;
  const { loadConfiguration } = await import('../../compose.ts');
  const { config, data = null } = options;
  return loadConfiguration({ config, data, environment: process.env });
}

/**
 * Mends what is sure, after a person has seen it.
 *
 * @returns whether anything was written, or how the command ends
 */
async function mend(
  checked: readonly CheckedSource[],
  { yes }: CheckOptions,
): Promise<Result<boolean, ExitCode>> {
  if (checked.some(({ source }) => source.inCommit))
    return failure(
      refuseUsage('A commit can not be mended.', 'Name the sheet or its folder, and commit that.'),
    );
  const { mendingOf, write } = await import('../check/mend.ts');
  const mendings = checked.map(mendingOf).filter((one) => one.fixes.length > 0);
  if (mendings.length === 0) return success(false);
  (await import('../views/fixes.ts')).showFixes(mendings);
  if (!yes && !canAsk())
    return failure(
      refuseUsage('Nobody can be asked here, so nothing was mended.', 'Say --yes to mend it.'),
    );
  if (!yes && !(await ask('Mend them?'))) {
    say('Nothing was mended.');
    return success(false);
  }
  for (const one of mendings) {
    const written = await write(one);
    if (!written.ok) return failure(refuse(written.error));
  }
  say('Mended.');
  return success(true);
}

async function askForLinks(
  checked: readonly CheckedSource[],
  configuration: LoadedConfiguration | null,
  { allowLocal = false, within }: CheckOptions,
): Promise<Result<readonly CheckedSource[], ExitCode>> {
  const { parseDuration } = await import('../../domain/duration.ts');
  const milliseconds = parseDuration(within);
  if (milliseconds === null)
    return failure(refuseUsage(`--within ${within} is no duration.`, 'Write it as 90s or 5m.'));
  const { linkVisitor } = await import('../../compose.ts');
  const { withLinksAsked } = await import('../check/online.ts');
  const asking = {
    visit: linkVisitor(allowLocal),
    severities: configuration?.configuration.checks ?? new Map(),
    within: { milliseconds, words: within },
  };
  return success(await withLinksAsked(checked, asking));
}

/** Reads anew what was written: what is left of the findings is told of the file as it is. */
async function checkAgain(
  named: string,
  templates: Templates,
  configuration: LoadedConfiguration | null,
): Promise<readonly CheckedSource[]> {
  const { findSources } = await import('../check/find-sources.ts');
  const found = await findSources(named, templates);
  const { checkSought } = await import('../check/check-sought.ts');
  return found.ok ? checkSought(found.value, configuration) : [];
}

async function show(
  checked: readonly CheckedSource[],
  format: CheckOptions['format'],
): Promise<void> {
  const { checkDocument, fromRoot } = await import('../check/report.ts');
  const document = checkDocument(checked);
  if (format === 'json') return print(JSON.stringify(document, null, 2));
  if (format === 'human')
    return (await import('../views/check-human.ts')).showFindings(checked, document);
  const { diagnostics } = checkDocument(await fromRoot(checked));
  if (format === 'github')
    return (await import('../views/check-github.ts')).showAsCommands(diagnostics);
  const report =
    format === 'gitlab'
      ? (await import('../views/check-gitlab.ts')).gitlabReport(diagnostics)
      : (await import('../views/check-sarif.ts')).sarifOf(diagnostics, version());
  print(JSON.stringify(report, null, 2));
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
