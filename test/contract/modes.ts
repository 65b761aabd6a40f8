import type { Outcome } from '../../src/domain/outcome.ts';

/** A way in which a network answers the one irreversible request, or does not. */
export type Mode =
  | 'none'
  | 'slow'
  | 'accept-fin'
  | 'accept-reset'
  | 'accept-hang'
  | 'accept-late'
  | 'accept-truncated'
  | 'accept-garbage'
  | 'accept-error-500'
  | 'drop'
  | 'hang'
  | 'error-500'
  | 'error-503'
  | 'redirect-307'
  | 'unauthorised'
  | 'forbidden'
  | 'bad-request'
  | 'duplicate'
  | WaitMode;

/** A 429, by how it names the wait. */
export type WaitMode =
  | 'retry-after'
  | 'retry-after-date'
  | 'x-rate-limit-reset'
  | 'x-ratelimit-reset-iso'
  | 'x-ratelimit-reset-seconds'
  | 'ratelimit-reset'
  | 'body';

/** A way in which a look-up goes wrong. `incomplete`: there is more, which is not to be had. */
export type LookUpMode = 'error' | 'truncated' | 'incomplete' | 'hang';

/** A way in which a removal goes wrong. `reset`: it is done, and the answer is lost. */
export type RemovalMode = 'hang' | 'drop' | 'reset' | 'error-500' | 'unauthorised' | 'forbidden';

export interface Expected {
  readonly kind: Outcome['kind'];
  /** Posts that are public afterwards, at once. */
  readonly posts: 0 | 1;
  /** No answer ever comes: the signal ends it. */
  readonly silent?: true;
}

const refused: Expected = { kind: 'rejected', posts: 0 };
const lost: Expected = { kind: 'unknown', posts: 1 };
const open: Expected = { kind: 'unknown', posts: 0 };

const others: Readonly<Record<Exclude<Mode, WaitMode>, Expected>> = {
  none: { kind: 'accepted', posts: 1 },
  slow: { kind: 'accepted', posts: 1 },
  'accept-fin': lost,
  'accept-reset': lost,
  'accept-hang': { ...lost, silent: true },
  'accept-late': { ...open, silent: true },
  'accept-truncated': lost,
  'accept-garbage': lost,
  'accept-error-500': lost,
  drop: open,
  hang: { ...open, silent: true },
  'error-500': open,
  'error-503': open,
  'redirect-307': refused,
  unauthorised: { kind: 'unauthorised', posts: 0 },
  forbidden: refused,
  'bad-request': refused,
  duplicate: { kind: 'duplicate', posts: 0 },
};

/** What every connector has to make of it. */
export const modes = Object.entries(others) as readonly (readonly [
  Exclude<Mode, WaitMode>,
  Expected,
])[];

export const waitModes: readonly WaitMode[] = [
  'retry-after',
  'retry-after-date',
  'x-rate-limit-reset',
  'x-ratelimit-reset-iso',
  'x-ratelimit-reset-seconds',
  'ratelimit-reset',
  'body',
];
