import { dirname, relative, resolve } from 'node:path';
import type { CheckDocument } from '../../application/documents/check.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { count } from '../terminal.ts';
import type { CheckedSource } from './checked-source.ts';
import { repositoryAround } from './media-files.ts';

export type { CheckDocument } from '../../application/documents/check.ts';

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

/** How much was read, kind by kind: `11 rows`, `6 mails`. */
export const sizesOf = (sheets: CheckDocument['sheets']): readonly string[] =>
  (['row', 'mail'] as const).flatMap((kind) => {
    const some = sheets.filter(({ what }) => what === kind);
    return some.length === 0
      ? []
      : [
          count(
            some.reduce((sum, { rows }) => sum + rows, 0),
            kind,
          ),
        ];
  });

function counted(diagnostics: readonly Diagnostic[]) {
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  return { errors, warnings: diagnostics.length - errors };
}

/**
 * The findings as programs that work on the repository find them: paths from its root, with `/`,
 * wherever the caller stands.
 */
export async function fromRoot(
  checked: readonly CheckedSource[],
): Promise<readonly CheckedSource[]> {
  const here = await repositoryAround(process.cwd());
  return Promise.all(
    checked.map(async (one) => {
      // What a commit holds is named from the root already.
      if (one.source.inCommit) return one;
      const path = resolve(one.source.path);
      const root = (await repositoryAround(dirname(path))) ?? here ?? process.cwd();
      const named = (file: string) => relative(root, resolve(file)).replaceAll('\\', '/');
      const diagnostics = one.diagnostics.map((found) => ({ ...found, file: named(found.file) }));
      return { ...one, source: { ...one.source, path: named(path) }, diagnostics };
    }),
  );
}
