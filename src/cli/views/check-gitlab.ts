import { createHash } from 'node:crypto';
import type { Diagnostic } from '../../domain/diagnostic.ts';

/**
 * The findings as a Code Quality report, which GitLab shows in the merge request and, by tier, at its
 * lines (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).
 */
export const gitlabReport = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map((one, index) => ({
    description: one.hint === '' ? one.message : `${one.message} ${one.hint}`,
    check_name: one.code,
    fingerprint: fingerprint(one, diagnostics.slice(0, index).filter(same(one)).length),
    severity: one.severity === 'error' ? 'major' : 'minor',
    location: { path: one.file, lines: { begin: one.line } },
  }));

const nameOf = ({ file, code, post_id, message }: Diagnostic): string =>
  JSON.stringify([file, code, post_id, message]);

const same = (one: Diagnostic) => (other: Diagnostic) => nameOf(one) === nameOf(other);

/** Without the line: a finding that has only moved is the same one. Each needs one of its own. */
const fingerprint = (one: Diagnostic, earlier: number): string =>
  createHash('sha256')
    .update(`${nameOf(one)}${earlier}`)
    .digest('hex');
