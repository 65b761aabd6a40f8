import type { Diagnostic } from '../../domain/diagnostic.ts';
import { fromRoot } from '../check/report.ts';
import { print } from '../terminal.ts';

/**
 * One workflow command for each finding, which GitHub shows at the line of a pull request
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions). It shows ten
 * errors and ten warnings of a step, so errors come first.
 */
export function showAsCommands(diagnostics: readonly Diagnostic[], root: string): void {
  for (const severity of ['error', 'warning'] as const)
    for (const one of diagnostics)
      if (one.severity === severity) print(commandOf({ ...one, file: fromRoot(one.file, root) }));
}

/** `::error file=a.csv,line=2,col=5,title=too-long::…` */
export function commandOf(one: Diagnostic): string {
  const properties = Object.entries({
    file: one.file,
    line: one.line,
    col: one.column,
    title: one.post_id === null ? one.code : `${one.code} (${one.post_id})`,
  }).map(([name, value]) => `${name}=${property(String(value))}`);
  const message = one.hint === '' ? one.message : `${one.message}\n${one.hint}`;
  return `::${one.severity} ${properties.join(',')}::${data(message)}`;
}

/** By the toolkit of GitHub (`packages/core/src/command.ts` in https://github.com/actions/toolkit). */
const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
