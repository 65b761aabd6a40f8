import assert from 'node:assert/strict';
import { it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { diagnosticLines } from './diagnostics.ts';

it('leaves an English finding that begins with a Hebrew word in its own direction', () => {
  const found: Diagnostic = {
    code: 'claim-unverified',
    severity: 'error',
    scope: 'row',
    message: 'תוכן claims "$9", and none of "מדדי בסיס ל-KPI" has it.',
    hint: 'Mend תוכן.',
    file: 'mails.md',
    line: 7,
    column: 1,
    post_id: 'HE D7',
  };
  assert.equal(
    stripVTControlCharacters(diagnosticLines(found)),
    'mails.md:7:1 error claim-unverified: HE D7: \u2068תוכן\u2069 claims "$9", and none of ' +
      '"\u2068מדדי בסיס ל-KPI\u2069" has it.\n    Mend \u2068תוכן\u2069.',
  );
});
