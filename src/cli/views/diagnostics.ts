import type { Diagnostic } from '../../domain/diagnostic.ts';
import { say, shown, styled } from '../terminal.ts';

/** `file:line:column severity code message`, and how to mend it below. */
export function diagnosticLines(one: Diagnostic): string {
  const severity = one.severity === 'error' ? styled('red', 'error') : styled('yellow', 'warning');
  const place = styled('bold', `${one.file}:${one.line}:${one.column}`);
  const row = one.post_id === null ? '' : ` ${shown(one.post_id)}:`;
  const hint = one.hint === '' ? '' : `\n    ${shown(one.hint)}`;
  return `${place} ${severity} ${one.code}:${row} ${shown(one.message)}${hint}`;
}

export function showDiagnostics(diagnostics: readonly Diagnostic[]): void {
  for (const one of diagnostics) say(diagnosticLines(one));
}
