import { relative, resolve } from 'node:path';
import type { Diagnostic, Silenced } from '../../domain/diagnostic.ts';
import type { CheckedSource } from './check-sheet-source.ts';

/** What `check --json` prints. */
export interface CheckDocument {
  readonly schema: 'broadsheet/check@1';
  readonly ok: boolean;
  readonly summary: Summary;
  readonly sheets: readonly ({
    readonly file: string;
    readonly what: CheckedSource['what'];
  } & Summary)[];
  readonly diagnostics: readonly Diagnostic[];
  /** What a person lets pass, each with the reason. */
  readonly silenced: readonly Silenced[];
}

interface Summary {
  /** Of a sheet; in the mails of a week, the mails. */
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  readonly silenced: number;
}

/** What was found, sheet by sheet, each in the order of its file. */
export function checkDocument(checked: readonly CheckedSource[]): CheckDocument {
  const sheets = checked.map(({ source, what, count, diagnostics, silenced }) => ({
    file: source.path,
    what,
    rows: count,
    ...counted(diagnostics),
    silenced: silenced.length,
  }));
  const diagnostics = checked.flatMap((one) => one.diagnostics);
  const silenced = checked.flatMap((one) => one.silenced);
  const { errors, warnings } = counted(diagnostics);
  const rows = sheets.reduce((sum, one) => sum + one.rows, 0);
  return {
    schema: 'broadsheet/check@1',
    ok: errors === 0,
    summary: { rows, errors, warnings, silenced: silenced.length },
    sheets,
    diagnostics,
    silenced,
  };
}

function counted(diagnostics: readonly Diagnostic[]) {
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  return { errors, warnings: diagnostics.length - errors };
}

/**
 * A file as a program that works on the repository finds it: from its root, with `/`.
 *
 * @param root `GITHUB_WORKSPACE`, or where the caller stands
 */
export const fromRoot = (file: string, root: string): string =>
  relative(root, resolve(file)).replaceAll('\\', '/');
