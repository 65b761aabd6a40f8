import { randomUUID } from 'node:crypto';
import { type Evidence, type Finding, judge, type Verdict } from '../domain/identity.ts';
import type { Problem } from '../domain/result.ts';
import { addMilliseconds } from '../domain/time.ts';
import type { IdentityRecord } from './ports/identity.ts';
import type { StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';

/** How this process stands to the database. */
export interface Standing {
  readonly record: IdentityRecord;
  readonly evidence: Evidence;
  readonly verdict: Verdict;
  /** Why nothing may be published; null where it may. */
  readonly problem: Problem | null;
}

export const newInstanceId = (): string => randomUUID();

/**
 * Compares what the database remembers with what is found now. Who lets something out asks this in
 * the same transaction: a connection that stands can't have moved to another server meanwhile.
 */
export async function standing(
  transaction: StoreTransaction,
  services: Services,
): Promise<Standing> {
  const { embedded } = services.key;
  const [record, key, place] = await Promise.all([
    transaction.identity.read(),
    services.key.read(),
    services.key.place(),
  ]);
  const evidence: Evidence = { ...record, key, place, embedded };
  const verdict = judge(evidence);
  return { record, evidence, verdict, problem: problemOf(verdict, evidence) };
}

/** {@link standing}, in a transaction of its own. */
export const look = (services: Services): Promise<Standing> =>
  services.store.transaction((transaction) => standing(transaction, services));

function problemOf(verdict: Verdict, evidence: Evidence): Problem | null {
  if (verdict.kind === 'own') return null;
  if (verdict.kind === 'copy') return copyProblem(verdict.findings, evidence);
  return {
    code: 'identity-unsettled',
    message: 'Nothing is published yet: this process has not met the database before.',
    remedy: 'It gets to know it within a second.',
  };
}

function copyProblem(findings: readonly Finding[], { embedded }: Evidence): Problem {
  const found = findings.map((one) => one.message).join('; ');
  return {
    code: 'database-copied',
    message: `Nothing is published: this database may be a copy. As it is, ${found}.`,
    remedy: remedyOf(findings, embedded),
  };
}

const confirm =
  'If it is the one that goes on, see that the other is stopped for good, then run `broadsheet doctor --restored`.';

function remedyOf(findings: readonly Finding[], embedded: boolean): string {
  const [first, second] = findings;
  if (first?.code === 'database-forgotten')
    return `Look whether DATABASE_URL or --data is the one that you mean. If the other database is lost for good, mark what is public already as \`posted\` in the sheet, then run \`broadsheet doctor --restored\`.`;
  if (first?.code === 'place-unknown' && !second && !embedded)
    return `If it is the same database at another address, a worker that runs at a known one lets this one in within seconds. ${confirm}`;
  return confirm;
}

/**
 * Remembers what a new database is, before anybody works in it. Where the key lies beside the
 * database the key comes first: a process that dies between the two leaves a key that has seen
 * nothing, and the next one goes on with it. A database that remembered a key that is not there
 * would be taken for a copy.
 */
export async function adopt(services: Services): Promise<Problem | null> {
  const { verdict } = await look(services);
  if (verdict.kind !== 'new') return null;
  const { key } = services;
  if (key.embedded) {
    const written = await key.create(newInstanceId());
    if (!written.ok) return written.error;
    await services.failpoint('after-key-write');
  }
  const instanceId = (key.embedded && (await key.read())?.instanceId) || newInstanceId();
  await services.store.transaction(async (transaction) => {
    await transaction.identity.adopt(instanceId);
    if (key.embedded) await transaction.identity.know(await key.place(), services.realNow());
  });
  await services.failpoint('after-identity-commit');
  return null;
}

/**
 * Gets to know the database, before this process lets anything out and again while it works: joins
 * one that is what it says it is, vouches for others that ask, and keeps outside of the database
 * how far it had come. A copy is told to people once.
 *
 * @returns why nothing may be published; null where it may
 */
export async function admit(services: Services): Promise<Problem | null> {
  const found = await look(services);
  const { record, verdict } = found;
  if (verdict.kind === 'new') return (await adopt(services)) ?? admit(services);
  if (verdict.kind === 'copy' || record.remembered === null) {
    await turnAway(services, found);
    return found.problem;
  }
  if (verdict.kind === 'joins') {
    const problem = await join(services, record.remembered.instanceId, found);
    if (problem) return problem;
  } else if (record.asking.length > 0)
    await services.store.transaction((transaction) => transaction.identity.vouch());
  await services.key.see(record.remembered.instanceId, record.lastChange);
  return null;
}

/** The key comes before the place: who has no key at a known place is still one that joins. */
async function join(
  services: Services,
  instanceId: string,
  { evidence }: Standing,
): Promise<Problem | null> {
  const { key } = services;
  if (evidence.key?.instanceId !== instanceId) {
    const written = await key.replace(instanceId);
    if (!written.ok) return written.error;
  }
  await services.failpoint('after-key-write');
  const place = await key.place();
  await services.store.transaction((transaction) =>
    transaction.identity.know(place, services.realNow()),
  );
  await services.failpoint('after-identity-commit');
  return null;
}

/** Who is let in by a worker that knows the place is so within a second or two. */
const askingTakes = 10_000;

async function turnAway(services: Services, { record, evidence, verdict, problem }: Standing) {
  if (verdict.kind !== 'copy' || problem === null) return;
  const now = services.realNow();
  const codes = verdict.findings.map((one) => one.code);
  const asks = !evidence.embedded && codes.length === 1 && codes[0] === 'place-unknown';
  const asked = record.asking.find((one) => one.place === evidence.place)?.askedAt ?? now;
  const waits = asks && now < addMilliseconds(asked, askingTakes);
  await services.store.transaction(async (transaction) => {
    if (asks) await transaction.identity.ask(evidence.place, now);
    if (waits) return;
    await transaction.news.report({
      subjectKey: ['identity', record.remembered?.instanceId, ...codes, evidence.place].join(':'),
      kind: 'failure',
      topic: 'database',
      urgent: true,
      deliveryId: null,
      title: 'Nothing is published: this database may be a copy',
      text: `${problem.message} ${problem.remedy}`,
      createdAt: services.clock.now(),
    });
  });
}
