import type { Diagnostic, Silenced } from '../../domain/diagnostic.ts';
import { say, shown, styled } from '../terminal.ts';

/** `file:line:column severity code message`, and how to mend it below. */
export function diagnosticLines(one: Diagnostic): string {
  const severity = one.severity === 'error' ? styled('red', 'error') : styled('yellow', 'warning');
  const place = styled('bold', `${one.file}:${one.line}:${one.column}`);
  const row = one.post_id === null ? '' : ` ${shown(one.post_id)}:`;
  const hint = one.hint === '' ? '' : `\n    ${shown(one.hint)}`;
  return `${place} ${severity} ${one.code}:${row} ${shown(one.message)}${hint}`;
}

/** What a person lets pass, and why. */
export const silencedLine = ({ file, line, column, code, post_id, reason }: Silenced): string =>
  `${styled('bold', `${file}:${line}:${column}`)} silenced ${code}: ${shown(post_id ?? '')}: ${shown(reason)}`;

export function showDiagnostics(diagnostics: readonly Diagnostic[]): void {
  for (const one of diagnostics) say(diagnosticLines(one));
}
