import type { Diagnostic, Location } from '../diagnostic.ts';
import { type CheckCode, catalogue, type Rule } from './catalogue.ts';

/**
 * A diagnostic with the severity and scope of the catalogue.
 *
 * @param at the place; further properties, such as those of a cell, are left out
 * @param message what is wrong
 * @param hint how to mend it
 */
export function finding(
  code: CheckCode,
  at: Location,
  message: string,
  hint: string,
  postId: string | null = null,
): Diagnostic {
  const { severity, scope }: Rule = catalogue[code];
  const { file, line, column } = at;
  return { file, line, column, code, severity, scope, message, hint, post_id: postId };
}

/** The order of the file; errors before warnings of the same place. */
export const byPlace = (one: Diagnostic, other: Diagnostic): number =>
  one.line - other.line ||
  one.column - other.column ||
  one.severity.localeCompare(other.severity, 'en');
