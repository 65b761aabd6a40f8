import { createHash } from 'node:crypto';
import { beginOnce, finishOnce } from '../application/once.ts';
import type { KeptAnswer } from '../application/ports/requests.ts';
import type { Services } from '../application/services.ts';
import { problemResponse } from './problem.ts';

export interface Repeatable {
  readonly caller: string;
  /** The `Idempotency-Key`, as draft-ietf-httpapi-idempotency-key-header has it, with its quotes or without. */
  readonly key: string;
  readonly path: string;
  readonly body: string;
  readonly secretAnswer: boolean;
}

const kept = ['content-type', 'location'];

/** Carries a request out once; who sends it again gets the same answer. */
export async function once(
  services: Services,
  { caller, key, path, body, secretAnswer }: Repeatable,
  carryOut: () => Promise<Response>,
): Promise<Response> {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) return problemResponse(unreadable);
  const digest = createHash('sha256')
    .update(JSON.stringify([path, body]))
    .digest('hex');
  const request = { caller, key, fingerprint: digest };
  const begun = await beginOnce(services, request);
  if (begun.kind === 'refused') return problemResponse(begun.problem, { 'retry-after': '1' });
  if (begun.kind === 'kept') return again(begun.answer);
  try {
    const response = await carryOut();
    await finishOnce(services, request, await answerOf(response, secretAnswer));
    return response;
  } catch (error) {
    // The error goes on; where the database is away, the lease ends by itself.
    await finishOnce(services, request, null).catch(() => {});
    throw error;
  }
}

async function answerOf(response: Response, secret: boolean): Promise<KeptAnswer | null> {
  if (response.status >= 500) return null;
  const headers = kept.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  const isSecret = secret && response.ok;
  return {
    status: response.status,
    answer: isSecret ? null : await response.clone().text(),
    headers: Object.fromEntries(headers),
  };
}

const again = ({ status, answer, headers }: KeptAnswer): Response =>
  answer === null
    ? problemResponse(notKept)
    : new Response(answer, { status, headers: { ...headers, 'idempotency-replayed': 'true' } });

const unreadable = {
  code: 'request-invalid',
  message: 'The Idempotency-Key is not one.',
  remedy: 'Give up to 255 letters, digits and signs of ASCII without spaces, such as a UUID.',
};

const notKept = {
  code: 'idempotency-not-kept',
  message: 'This request was carried out; its answer held a secret, which is kept nowhere.',
  remedy: 'Ask anew with another Idempotency-Key.',
};
