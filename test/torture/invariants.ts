import type {
  AccountState,
  AttemptRecord,
  DeliveryRecord,
} from '../../src/application/ports/store.ts';
import { composeMessage } from '../../src/domain/message.ts';
import type { NetworkClass } from './setting.ts';

/** One line of the network's ledger: what became public. */
export interface Published {
  readonly account: string;
  readonly id: string;
  readonly text: string;
}

/** What is compared after a trial: the truth of the world beside the truth of the database. */
export interface Evidence {
  readonly networkClass: NetworkClass;
  readonly deliveries: readonly DeliveryRecord[];
  readonly attempts: readonly AttemptRecord[];
  readonly accounts: readonly AccountState[];
  readonly ledger: readonly Published[];
  /** Requests to publish that reached the network whole. */
  readonly requests: number;
  /** An instant after which nothing may still be due. */
  readonly now: string;
  /** Words of the deliveries as they were approved. */
  readonly approved: ReadonlySet<string>;
  /** What ended workers that nobody killed. */
  readonly crashes: readonly string[];
  /** So many answers may have been lost in this trial; all others came to who waited for them. */
  readonly lostAnswers: number;
}

export interface Violation {
  readonly invariant: Invariant;
  readonly detail: string;
}

type Check = (evidence: Evidence) => readonly string[];

const textOf = (delivery: DeliveryRecord): string =>
  composeMessage(delivery.wanted.content).parts[0] ?? '';

const publicOf = ({ ledger }: Evidence, delivery: DeliveryRecord): readonly Published[] =>
  ledger.filter((one) => one.text === textOf(delivery));

const attemptsOf = ({ attempts }: Evidence, delivery: DeliveryRecord) =>
  attempts.filter((one) => one.deliveryId === delivery.id);

const accountOf = ({ accounts }: Evidence, { wanted }: DeliveryRecord) =>
  accounts.find((one) => one.account === wanted.account);

const name = ({ id, state, reason, dueAt }: DeliveryRecord): string =>
  `${id} is ${state} (${reason}), due ${dueAt}`;

const inState = ({ deliveries }: Evidence, ...states: readonly string[]) =>
  deliveries.filter((one) => states.includes(one.state));

/** What must hold after every trial. Each has a name, by which a mutant has to die. */
export const invariants = {
  'public at most once': (evidence) =>
    evidence.deliveries
      .filter((one) => publicOf(evidence, one).length > 1)
      .map((one) => `${name(one)} is public ${publicOf(evidence, one).length} times`),
  'only approved bytes are public': ({ ledger, approved }) =>
    ledger.filter((one) => !approved.has(one.text)).map((one) => one.text),
  'an answer that came is kept': (evidence) => {
    const unconfirmed = inState(evidence, 'unconfirmed');
    return unconfirmed.length > evidence.lostAnswers ? unconfirmed.map(name) : [];
  },
  // With a key, an attempt is repeated to learn what became of it: those are no further intents.
  'no request without an intent': ({ networkClass, requests, attempts }) =>
    networkClass !== 'key' && requests > attempts.length
      ? [`${requests} requests, ${attempts.length} intents`]
      : [],
  'posted is public, by its own evidence': (evidence) =>
    inState(evidence, 'posted')
      .filter((one) => !publicOf(evidence, one).some((seen) => seen.id === one.remoteId))
      .map((one) => `${name(one)} rests on ${one.remoteId}`),
  'failed is not public': (evidence) =>
    inState(evidence, 'failed')
      .filter((one) => publicOf(evidence, one).length > 0)
      .map(name),
  'a worker lives on': ({ crashes }) => crashes,
  'nothing is stuck': (evidence) =>
    [
      ...inState(evidence, 'publishing', 'approved', 'missed', 'cancelled', 'invalid'),
      // What was edited behind the approval waits for a new one, and so it should.
      ...inState(evidence, 'pending').filter((one) => evidence.approved.has(textOf(one))),
      ...inState(evidence, 'scheduled').filter((one) => (one.dueAt ?? '') <= evidence.now),
    ].map((one) => `${name(one)}, ${JSON.stringify(accountOf(evidence, one))}`),
  'no person is needed where the network can tell': (evidence) =>
    evidence.networkClass === 'neither' ? [] : inState(evidence, 'unconfirmed').map(name),
  'a person is asked only where an answer was lost': (evidence) =>
    inState(evidence, 'unconfirmed')
      .filter((one) => attemptsOf(evidence, one).every((attempt) => attempt.state !== 'unknown'))
      .map(name),
  'attempts stay in their budget': (evidence) =>
    evidence.deliveries
      .filter((one) => {
        const spent = attemptsOf(evidence, one).filter((attempt) =>
          ['rejected', 'absent'].includes(attempt.state),
        );
        return spent.length > 2;
      })
      .map(name),
} as const satisfies Record<string, Check>;

export type Invariant = keyof typeof invariants;

/** All that does not hold. */
export const violations = (evidence: Evidence): readonly Violation[] =>
  Object.entries(invariants).flatMap(([invariant, check]) =>
    (check as Check)(evidence).map((detail) => ({ invariant: invariant as Invariant, detail })),
  );
