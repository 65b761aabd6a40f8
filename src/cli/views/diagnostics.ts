import type { Diagnostic, Location, Silenced } from '../../domain/diagnostic.ts';
import { isolated } from '../../domain/isolate.ts';
import { say, shown, spelled, styled } from '../terminal.ts';

/** A name of a file comes from outside too: with a line break in it, it would begin a line of its own. */
const placeOf = ({ file, line, column }: Location): string => `${spelled(file)}:${line}:${column}`;

/** Ours, with words of the sheet in it: as a whole it would take the direction of its first word. */
const prose = (text: string): string => isolated(spelled(text));

/** `file:line:column severity code message`, and how to mend it below. */
export function diagnosticLines(one: Diagnostic): string {
  const severity = one.severity === 'error' ? styled('red', 'error') : styled('yellow', 'warning');
  const place = styled('bold', placeOf(one));
  const row = one.post_id === null ? '' : ` ${shown(one.post_id)}:`;
  const hint = one.hint === '' ? '' : `\n    ${prose(one.hint)}`;
  return `${place} ${severity} ${one.code}:${row} ${prose(one.message)}${hint}`;
}

/** What a person lets pass, and why. */
export const silencedLine = (one: Silenced): string =>
  `${styled('bold', placeOf(one))} silenced ${one.code}: ${shown(one.post_id ?? '')}: ${prose(one.message)}
    Let pass: ${prose(one.reason)}`;

export function showDiagnostics(diagnostics: readonly Diagnostic[]): void {
  for (const one of diagnostics) say(diagnosticLines(one));
}
