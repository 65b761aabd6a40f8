import type { Problem } from '../domain/result.ts';
import { addMilliseconds } from '../domain/time.ts';
import type { KeptAnswer, OnceRequest } from './ports/requests.ts';
import type { Services } from './services.ts';

const day = 24 * 3_600_000;

/** The longest that a request is carried out for; one that is not done by then has lost its process. */
const lease = 10 * 60_000;

export type Begun =
  /** It is ours to carry out, and then to {@link finishOnce}. */
  | { readonly kind: 'first' }
  | { readonly kind: 'kept'; readonly answer: KeptAnswer }
  | { readonly kind: 'refused'; readonly problem: Problem };

/**
 * Begins a request that is carried out once for its caller and key within a day. One whose process
 * died is carried out again by the next that comes: what it does is never done twice either way,
 * because the journal sees to that.
 */
export function beginOnce(services: Services, request: OnceRequest): Promise<Begun> {
  const now = services.realNow();
  return services.store.transaction(async ({ requests }): Promise<Begun> => {
    await requests.forgetBefore(addMilliseconds(now, -day));
    const leaseUntil = addMilliseconds(now, lease);
    if (await requests.insert(request, now, leaseUntil)) return { kind: 'first' };
    const before = await requests.lock(request);
    // Forgotten in between, because it failed: then it is as if it never came.
    if (!before) return { kind: 'refused', problem: busy };
    if (before.fingerprint !== request.fingerprint) return { kind: 'refused', problem: reused };
    if (before.kept) return { kind: 'kept', answer: before.kept };
    if (before.leaseUntil > now) return { kind: 'refused', problem: busy };
    await requests.lease(request, leaseUntil);
    return { kind: 'first' };
  });
}

/** Keeps the answer for whoever asks again; null: it came to nothing, and may be tried again. */
export const finishOnce = (
  services: Services,
  request: OnceRequest,
  answer: KeptAnswer | null,
): Promise<void> =>
  services.store.transaction(({ requests }) =>
    answer ? requests.keep(request, answer) : requests.forget(request),
  );

const busy: Problem = {
  code: 'idempotency-in-progress',
  message: 'A request with this Idempotency-Key is being carried out.',
  remedy: 'Send it again after a moment: the answer is the same then.',
};

const reused: Problem = {
  code: 'idempotency-key-reused',
  message: 'This Idempotency-Key came with another request within the last 24 hours.',
  remedy: 'Take a new key for each new request.',
};
