import type { Context } from 'hono';
import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Problem } from '../domain/result.ts';

/** What a client sends again only after a change: by code, else 422. */
const statuses: Readonly<Record<string, 400 | 404 | 409 | 422 | 500>> = {
  'request-invalid': 400,
  'internal-error': 500,
  'not-found': 404,
  'week-unknown': 404,
  'delivery-unknown': 404,
  'account-unknown': 404,
  'week-bound-elsewhere': 409,
  'plan-changed': 409,
  'plan-stale': 409,
  'nothing-to-change': 409,
  'database-copied': 409,
  'identity-unsettled': 409,
  'secrets-key-wrong': 409,
  'evidence-taken': 409,
  'nothing-to-resolve': 409,
  'delivery-ambiguous': 409,
  'smoke-test-paused': 409,
  'smoke-test-busy': 409,
  'smoke-test-used': 409,
  'smoke-test-not-there': 404,
};

/** An error as `application/problem+json` (RFC 9457), with our code and remedy. */
export function problemResponse(
  context: Context,
  problem: Problem & { readonly diagnostics?: readonly Diagnostic[] },
): Response {
  const status = statuses[problem.code] ?? 422;
  return context.body(
    JSON.stringify({
      type: `urn:broadsheet:problem:${problem.code}`,
      title: problem.message,
      status,
      code: problem.code,
      detail: problem.remedy,
      diagnostics: problem.diagnostics ?? [],
    }),
    status,
    { 'content-type': 'application/problem+json' },
  );
}
