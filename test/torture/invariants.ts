import type {
  AccountState,
  AttemptRecord,
  DeliveryRecord,
} from '../../src/application/ports/store.ts';
import { composeMessage } from '../../src/domain/message.ts';
import type { NetworkClass } from './setting.ts';

/** One line of the network's ledger: what became public. */
export interface Published {
  /** In the order in which posts became public. */
  readonly seq: number;
  readonly account: string;
  readonly id: string;
  readonly text: string;
  readonly reply_to: string | null;
}

/** What is compared after a trial: the truth of the world beside the truth of the database. */
export interface Evidence {
  readonly networkClass: NetworkClass;
  readonly deliveries: readonly DeliveryRecord[];
  readonly attempts: readonly AttemptRecord[];
  readonly accounts: readonly AccountState[];
  readonly ledger: readonly Published[];
  /** The words of each request to publish that reached the network whole. */
  readonly requests: readonly string[];
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

const partsOf = ({ wanted }: DeliveryRecord): readonly string[] =>
  composeMessage(wanted.content).parts;

const publicAs = ({ ledger }: Evidence, words: string | undefined): readonly Published[] =>
  ledger.filter((one) => one.text === words);

const attemptsOf = ({ attempts }: Evidence, delivery: DeliveryRecord) =>
  attempts.filter((one) => one.deliveryId === delivery.id);

/** Its accepted attempt names the post that has its words. */
const isProven = (evidence: Evidence, delivery: DeliveryRecord, part: number): boolean => {
  const posts = publicAs(evidence, partsOf(delivery)[part]);
  return attemptsOf(evidence, delivery).some(
    (one) =>
      one.part === part &&
      one.state === 'accepted' &&
      posts.some((post) => post.id === one.remoteId) &&
      (part > 0 || delivery.remoteId === one.remoteId),
  );
};

const accountOf = ({ accounts }: Evidence, { wanted }: DeliveryRecord) =>
  accounts.find((one) => one.account === wanted.account);

const name = ({ id, state, reason, dueAt }: DeliveryRecord): string =>
  `${id} is ${state} (${reason}), due ${dueAt}`;

const inState = ({ deliveries }: Evidence, ...states: readonly string[]) =>
  deliveries.filter((one) => states.includes(one.state));

/** What must hold after every trial. Each has a name, by which a mutant has to die. */
export const invariants = {
  'public at most once': (evidence) =>
    evidence.deliveries.flatMap((one) =>
      partsOf(one)
        .map((part) => publicAs(evidence, part).length)
        .filter((times) => times > 1)
        .map((times) => `${name(one)} is public ${times} times`),
    ),
  'only approved bytes are public': ({ ledger, approved }) =>
    ledger.filter((one) => !approved.has(one.text)).map((one) => one.text),
  'an answer that came is kept': (evidence) => {
    const unconfirmed = inState(evidence, 'unconfirmed');
    return unconfirmed.length > evidence.lostAnswers ? unconfirmed.map(name) : [];
  },
  'no request without an intent': (evidence) =>
    evidence.deliveries.flatMap((one) =>
      partsOf(one).flatMap((words, part) => {
        const requests = evidence.requests.filter((request) => request === words).length;
        const intents = attemptsOf(evidence, one).filter((attempt) => attempt.part === part).length;
        // With a key, an attempt is repeated to learn what became of it: that is no further intent.
        const allowed = evidence.networkClass === 'key' && intents > 0 ? requests : intents;
        return requests > allowed ? [`${name(one)}: ${requests} requests, ${intents} intents`] : [];
      }),
    ),
  'posted is public, by its own evidence': (evidence) =>
    inState(evidence, 'posted')
      .filter((one) => !partsOf(one).every((_, part) => isProven(evidence, one, part)))
      .map((one) => `${name(one)} rests on ${one.remoteId}`),
  'a part that counts as public is': (evidence) =>
    evidence.deliveries
      .filter((one) =>
        partsOf(one).some((_, part) => part < one.partsPublished && !isProven(evidence, one, part)),
      )
      .map((one) => `${name(one)} has ${one.partsPublished} parts`),
  'a thread stands in order': (evidence) =>
    evidence.deliveries.flatMap((one) => {
      const seen = partsOf(one).map((part) => publicAs(evidence, part)[0]);
      const wrong = seen.filter((post, part) => {
        const before = seen[part - 1];
        if (part === 0 || !post) return false;
        return !before || before.seq > post.seq || post.reply_to !== before.id;
      });
      return wrong.map((post) => `${name(one)}: "${post?.text}" replies to ${post?.reply_to}`);
    }),
  'failed is not public': (evidence) =>
    inState(evidence, 'failed')
      .filter((one) =>
        partsOf(one).some(
          (words, part) => part >= one.partsPublished && publicAs(evidence, words).length > 0,
        ),
      )
      .map(name),
  'a worker lives on': ({ crashes }) => crashes,
  'nothing is stuck': (evidence) =>
    [
      ...inState(evidence, 'publishing', 'approved', 'missed', 'cancelled', 'invalid'),
      // What was edited behind the approval waits for a new one, and so it should.
      ...inState(evidence, 'pending').filter((one) =>
        partsOf(one).every((part) => evidence.approved.has(part)),
      ),
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
      .filter((one) =>
        partsOf(one).some((_, part) => {
          const spent = attemptsOf(evidence, one).filter(
            (attempt) => attempt.part === part && ['rejected', 'absent'].includes(attempt.state),
          );
          return spent.length > 2;
        }),
      )
      .map(name),
} as const satisfies Record<string, Check>;

export type Invariant = keyof typeof invariants;

/** All that does not hold. */
export const violations = (evidence: Evidence): readonly Violation[] =>
  Object.entries(invariants).flatMap(([invariant, check]) =>
    (check as Check)(evidence).map((detail) => ({ invariant: invariant as Invariant, detail })),
  );
