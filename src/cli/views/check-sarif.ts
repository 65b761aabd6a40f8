import { createHash } from 'node:crypto';
import {
  type CheckCode,
  catalogue,
  isCheckCode,
  type Rule,
} from '../../domain/checks/catalogue.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';

/**
 * The findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for tools that
 * gather the findings of many compilers.
 *
 * @param version of Broadsheet
 */
export function sarifOf(diagnostics: readonly Diagnostic[], version: string) {
  const codes = [...new Set(diagnostics.map((one) => one.code))].sort();
  return {
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'Broadsheet', semanticVersion: version, rules: codes.map(ruleOf) },
        },
        // A column of ours counts characters, as a person does.
        columnKind: 'unicodeCodePoints',
        results: diagnostics.map((one) => resultOf(one, codes.indexOf(one.code))),
      },
    ],
  };
}

function ruleOf(code: string) {
  const rule: Rule | null = isCheckCode(code) ? catalogue[code satisfies CheckCode] : null;
  return {
    id: code,
    ...(rule && {
      shortDescription: { text: rule.title },
      fullDescription: { text: rule.why },
      defaultConfiguration: { level: rule.severity },
    }),
  };
}

function resultOf(one: Diagnostic, ruleIndex: number) {
  const uri = encodeURI(one.file);
  return {
    ruleId: one.code,
    ruleIndex,
    level: one.severity,
    message: { text: one.hint === '' ? one.message : `${one.message} ${one.hint}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri },
          region: { startLine: one.line, startColumn: one.column },
        },
        ...(one.post_id !== null && {
          logicalLocations: [{ name: one.post_id, kind: 'element' }],
        }),
      },
    ],
    // Without the line: a finding that has only moved is the same one.
    partialFingerprints: {
      'broadsheet/v1': createHash('sha256')
        .update(JSON.stringify([uri, one.code, one.post_id, one.message]))
        .digest('hex'),
    },
  };
}
