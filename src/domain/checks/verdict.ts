import type { Diagnostic, Severity } from '../diagnostic.ts';
import { catalogue, isCheckCode } from './catalogue.ts';

/** What a configuration says of the rules, by code. */
export type Severities = ReadonlyMap<string, Severity | 'off'>;

/** The configuration may soften, harden or silence a rule, unless the catalogue calls it fixed. */
export function withSeverities(
  diagnostics: readonly Diagnostic[],
  severities: Severities,
): Diagnostic[] {
  return diagnostics.flatMap((one) => {
    const chosen = severities.get(one.code);
    if (!chosen || isFixed(one.code)) return [one];
    return chosen === 'off' ? [] : [{ ...one, severity: chosen }];
  });
}

const isFixed = (code: string): boolean => isCheckCode(code) && catalogue[code].fixed;
