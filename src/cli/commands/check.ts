import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { Diagnostic, Silenced } from '../../domain/diagnostic.ts';
import { type GlobalOptions, refuse, refuseToOpen } from '../client.ts';
import { done, type ExitCode, needsPerson, notRun } from '../exit.ts';
import { run, withGlobals } from '../options.ts';
import { readSheetFile } from '../read-sheet-file.ts';
import { count, print } from '../terminal.ts';
import { diagnosticLines, silencedLine } from '../views/diagnostics.ts';

/** `check` */
export function addCheck(program: Command): void {
  withGlobals(program.command('check <sheet>'))
    .description('check a sheet, or the mails of a week: file, line, column, what, how to mend')
    .addHelpText(
      'before',
      `Example:
  broadsheet check docs/gtm/week-1-social-publishing-sheet.csv
  broadsheet check docs/gtm/week-1-email-assets.md
Without a configuration it checks all but the accounts.
`,
    )
    .action(run(check));
}

interface CheckDocument {
  readonly schema: 'broadsheet/check@1';
  readonly ok: boolean;
  readonly summary: {
    readonly rows: number;
    readonly errors: number;
    readonly warnings: number;
    readonly silenced: number;
  };
  readonly diagnostics: readonly Diagnostic[];
  /** What a person lets pass, each with the reason. */
  readonly silenced: readonly Silenced[];
}

async function check(path: string, options: GlobalOptions): Promise<ExitCode> {
  const { largestSheet, loadConfiguration } = await import('../../compose.ts');
  const bytes = await readSheetFile(path, largestSheet);
  if (!bytes.ok) return refuse(bytes.error.message, bytes.error.remedy);
  const loaded = existsSync(options.config)
    ? loadConfiguration({
        config: options.config,
        data: options.data ?? null,
        environment: process.env,
      })
    : null;
  if (loaded && !loaded.ok) return refuseToOpen(loaded.error);
  const { checkFile } = await import('../check-file.ts');
  const { what, rows, diagnostics, silenced } = await checkFile(
    path,
    bytes.value,
    loaded?.value ?? null,
  );
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  const document: CheckDocument = {
    schema: 'broadsheet/check@1',
    ok: errors === 0,
    summary: { rows, errors, warnings: diagnostics.length - errors, silenced: silenced.length },
    diagnostics,
    silenced,
  };
  if (options.json) print(JSON.stringify(document, null, 2));
  else {
    for (const one of diagnostics) print(diagnosticLines(one));
    for (const one of silenced) print(silencedLine(one));
    const { warnings } = document.summary;
    const passed = silenced.length > 0 ? `, ${silenced.length} silenced` : '';
    print(
      `${path}: ${count(rows, what)}, ${count(errors, 'error')}, ${count(warnings, 'warning')}${passed}.`,
    );
  }
  return exitCode(diagnostics);
}

/** A sheet that would be rejected as a whole could not even be checked row by row. */
function exitCode(diagnostics: readonly Diagnostic[]): ExitCode {
  const errors = diagnostics.filter((one) => one.severity === 'error');
  if (errors.some((one) => one.scope === 'sheet')) return notRun;
  return errors.length > 0 ? needsPerson : done;
}
