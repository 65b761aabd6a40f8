import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Problem } from '../domain/result.ts';
import { problemCatalogue } from './problem-catalogue.ts';

export type ProblemReply = Problem & { readonly diagnostics?: readonly Diagnostic[] };

/** Where the problem is unknown to the catalogue: the request is understood, and can't be done. */
const usualStatus = 422;

export const statusOf = (code: string): number => problemCatalogue[code]?.status ?? usualStatus;

/**
 * An error as `application/problem+json` (RFC 9457), with our code, what to do about it, and where
 * the code is explained.
 */
export function problemResponse(
  problem: ProblemReply,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const status = statusOf(problem.code);
  const document = {
    type: `urn:broadsheet:problem:${problem.code}`,
    title: problem.message,
    status,
    code: problem.code,
    detail: problem.remedy,
    docs: problem.code in problemCatalogue ? `/docs#${problem.code}` : '/docs#problems',
    diagnostics: problem.diagnostics ?? [],
  };
  return new Response(JSON.stringify(document), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}
