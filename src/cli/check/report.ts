import { relative, resolve } from 'node:path';
import type { CheckDocument } from '../../application/documents/check.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { CheckedSource } from './check-sheet-source.ts';

export type { CheckDocument } from '../../application/documents/check.ts';

/** What was found, sheet by sheet, each in the order of its file. */
export function checkDocument(checked: readonly CheckedSource[]): CheckDocument {
  const sheets = checked.map(({ source, sheet, diagnostics }) => ({
    file: source.path,
    rows: sheet.rows.length,
    ...counted(diagnostics),
  }));
  const diagnostics = checked.flatMap((one) => one.diagnostics);
  const { errors, warnings } = counted(diagnostics);
  const rows = sheets.reduce((sum, one) => sum + one.rows, 0);
  return {
    schema: 'broadsheet/check@1',
    ok: errors === 0,
    summary: { rows, errors, warnings },
    sheets,
    diagnostics,
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
