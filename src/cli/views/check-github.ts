import type { Diagnostic } from '../../domain/diagnostic.ts';
import { count, print } from '../terminal.ts';

/** GitHub shows so many errors and as many warnings of a step, and none of the rest. */
const mostOfAKind = 10;

/**
 * One workflow command for each finding that GitHub shows at the line of a pull request
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions). What costs most
 * comes first: a whole sheet, then rows; of each code one, before there is a second of any.
 */
export function showAsCommands(diagnostics: readonly Diagnostic[]): void {
  for (const severity of ['error', 'warning'] as const) {
    const ranked = rank(diagnostics.filter((one) => one.severity === severity));
    for (const one of ranked.slice(0, mostOfAKind)) print(commandOf(one));
    const more = ranked.length - mostOfAKind;
    if (more > 0)
      print(`::notice::${count(more, `more ${severity}`)}: see the summary of the job for all.`);
  }
}

function rank(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map<string, number>();
  const placed = diagnostics.map((one) => {
    const turn = seen.get(one.code) ?? 0;
    seen.set(one.code, turn + 1);
    return { one, turn: one.scope === 'sheet' ? -1 : turn };
  });
  return placed.sort((a, b) => a.turn - b.turn).map(({ one }) => one);
}

/** `::error file=a.csv,line=2,col=5,title=too-long::…` */
function commandOf(one: Diagnostic): string {
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
