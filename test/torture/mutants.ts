import type { Invariant } from './invariants.ts';

/** A change that breaks a promise, and the invariant that has to notice it. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Which cases are tried, as `npm run torture -- --only`. */
  readonly only: string;
  readonly diesBy: Invariant;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'a naive queue: what a dead worker had is simply done again',
    file: 'src/application/recover.ts',
    from: "outcome: { kind: 'unknown', error }",
    to: "outcome: { kind: 'released', error }",
    only: 'none after-write kill',
    diesBy: 'public at most once',
  },
  {
    name: 'resend on timeout',
    file: 'src/application/settle.ts',
    from: 'const context =',
    to: "if (outcome.kind === 'unknown') outcome = { ...outcome, kind: 'rejected' };\n  const context =",
    only: 'accept-then-hang',
    diesBy: 'public at most once',
  },
  {
    name: 'the attempt is committed after the request',
    file: 'src/application/claim.ts',
    from: "if (claims.length > 0) await services.failpoint('before-attempt-commit');",
    to: `const { publicationOf } = await import('./publication.ts');
      const { openWire } = await import('./wire.ts');
      for (const { delivery, attempt, account } of claims)
        await account.publish(
          publicationOf(delivery, attempt, null),
          openWire({ ...services, failpoint: async () => {} }, attempt, claimedAt, account.timeoutMilliseconds),
        );
      if (claims.length > 0) await services.failpoint('before-attempt-commit');`,
    only: 'neither none before-attempt-commit kill',
    diesBy: 'public at most once',
  },
  {
    name: 'the approval is not checked again at the claim',
    file: 'src/application/transition.ts',
    from: 'delivery.partsPublished > 0 || delivery.approval?.contentHash === delivery.wanted.contentHash',
    to: 'delivery.partsPublished > 0 || delivery.approval !== null',
    only: 'none claim kill',
    diesBy: 'only approved bytes are public',
  },
  {
    name: 'evidence by the link alone',
    file: 'test/network/connector.ts',
    from: 'one.text === wanted.text && one.title === wanted.title && one.link === wanted.link',
    to: 'one.link === wanted.link',
    only: 'lookup hang',
    // The post that it finds has settled its own delivery already, and can't settle another.
    diesBy: 'no person is needed where the network can tell',
  },
  {
    name: 'no settling time',
    file: 'src/application/intent.ts',
    from: 'addMilliseconds(startedAt, lasts + settles)',
    to: 'startedAt',
    only: 'lookup accept-late',
    diesBy: 'public at most once',
  },
  {
    name: 'a late 201 is dropped',
    file: 'src/application/accept.ts',
    from: "['sending', 'unknown', 'absent']",
    to: "['sending']",
    only: 'neither none after-response stop',
    diesBy: 'an answer that came is kept',
  },
  {
    name: 'the deadline is not checked',
    file: 'src/application/wire.ts',
    from: 'if (late || services.stopping.aborted) return false;',
    to: 'void late;',
    only: 'lookup none before-deadline-check stop',
    diesBy: 'public at most once',
  },
  {
    name: 'everything is marked unconfirmed',
    file: 'src/application/settle.ts',
    from: 'return services.store.transaction(async (transaction) => {',
    to: `const error = { code: 'x', message: 'x', remedy: 'x' };
  settlements = settlements.map((one) =>
    one.who === undefined ? { ...one, outcome: { kind: 'unknown', error } } : one,
  );
  return services.store.transaction(async (transaction) => {`,
    only: 'neither none claim throw',
    diesBy: 'an answer that came is kept',
  },
  {
    name: 'a part of a thread replies to nothing',
    file: 'src/application/publisher.ts',
    from: "if (outcome.kind === 'accepted') replyTo = outcome.remoteId;",
    to: 'replyTo = null;',
    only: 'neither none claim throw',
    diesBy: 'a thread stands in order',
  },
  {
    name: 'the end of a thread counts as public with the part before it',
    file: 'src/application/accept.ts',
    from: 'const partsPublished = attempt.part + 1;',
    to: 'const partsPublished = attempt.part + 2;',
    only: 'neither none claim throw',
    diesBy: 'posted is public, by its own evidence',
  },
];
