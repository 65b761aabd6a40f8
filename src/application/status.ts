import { nearest } from '../domain/nearest.ts';
import { failure, type Result, success } from '../domain/result.ts';
import { accountAt, handOverOf } from './by-hand.ts';
import type {
  HandOver,
  StatusAttempt,
  StatusDelivery,
  StatusDocument,
  StatusPost,
  StatusRun,
} from './documents/status.ts';
import { standing } from './identity.ts';
import { leavingInstants } from './leaving.ts';
import { needingPerson } from './needing-person.ts';
import type {
  AccountState,
  AttemptRecord,
  DeliveryRecord,
  Run,
  StoredPost,
  StoreTransaction,
} from './ports/store.ts';
import { remedyOf } from './remedy.ts';
import type { Services } from './services.ts';
import { type Overdue, overdueOf } from './stranded.ts';

export type { StatusDelivery, StatusDocument } from './documents/status.ts';

const runsShown = 20;

/**
 * Where every delivery of a week is, and why.
 *
 * @param weekId null for the week that is going on, else the newest
 */
export function status(services: Services, weekId: string | null): Promise<Result<StatusDocument>> {
  return services.store.reading(async (tables) => {
    const week = await readWeek(tables, weekId);
    if (!week.ok) return week;
    const { id, posts } = week.value;
    const instance = await tables.instance.read();
    const { verdict, problem } = await standing(tables, services);
    const accounts = await tables.accounts.list();
    const deliveries = id === null ? [] : await tables.deliveries.ofWeek(id);
    const attempts = await tables.attempts.ofDeliveries(deliveries.map((one) => one.id));
    const leaving = leavingInstants(services.configuration, deliveries, accounts);
    // In a copy nothing leaves, and that is said. A worker that comes for the first time goes on.
    const mayLeave = verdict.kind === 'copy' ? [] : deliveries;
    const around = { instance, accounts, leaving };
    const overdue = await overdueOf(services, tables.deliveries, mayLeave, around);
    const runs = await tables.runs.list(id, runsShown);
    return success({
      schema: 'broadsheet/status@1' as const,
      week_id: id,
      as_of: services.clock.now(),
      timezone: services.configuration.timezone,
      paused: instance.pausedAt && { at: instance.pausedAt, by: instance.pausedBy },
      copy:
        verdict.kind === 'copy' && problem
          ? { message: problem.message, remedy: problem.remedy }
          : null,
      counts: count(deliveries),
      posts: posts.map((post) =>
        showPost(post, deliveries, { attempts, accounts, leaving, overdue, services }),
      ),
      needs_person: needingPerson(deliveries, accounts, overdue).map((one) => one.id),
      runs: runs.map(showRun),
    } as StatusDocument);
  });
}

interface WeekRead {
  readonly id: string | null;
  readonly posts: readonly StoredPost[];
}

/** A question less for the database, which is asked for status all day: who has posts is known. */
async function readWeek(
  { weeks }: StoreTransaction,
  weekId: string | null,
): Promise<Result<WeekRead>> {
  const posts = weekId === null ? [] : await weeks.posts(weekId);
  if (posts.length > 0) return success({ id: weekId, posts });
  const ids = (await weeks.list()).map((week) => week.weekId);
  const id = weekId ?? ids.at(-1) ?? null;
  if (id === null) return success({ id, posts });
  if (ids.includes(id)) return success({ id, posts: await weeks.posts(id) });
  const close = nearest(id, ids);
  return failure({
    code: 'week-unknown',
    message: `The week "${id}" was never imported.`,
    remedy:
      ids.length === 0
        ? `Import it with \`broadsheet run-week ${id}\`.`
        : `${close ? `Did you mean ${close}? ` : ''}Imported are ${ids.join(', ')}.`,
  });
}

function count(deliveries: readonly DeliveryRecord[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of deliveries) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** What a delivery is shown with. */
interface Surroundings {
  readonly attempts: readonly AttemptRecord[];
  readonly accounts: readonly AccountState[];
  /** By id. */
  readonly leaving: ReadonlyMap<string, string>;
  /** By id. */
  readonly overdue: ReadonlyMap<string, Overdue>;
  readonly services: Services;
}

function showPost(
  post: StoredPost,
  deliveries: readonly DeliveryRecord[],
  around: Surroundings,
): StatusPost {
  return {
    post_id: post.postId,
    line: post.line,
    problems: post.problems,
    deliveries: deliveries
      .filter((one) => one.wanted.postId === post.postId)
      .map((one) => {
        const own = around.attempts.filter((attempt) => attempt.deliveryId === one.id);
        return { ...showDelivery(one, own, around), attempts: own.map(showAttempt) };
      }),
  };
}

function showDelivery(
  delivery: DeliveryRecord,
  attempts: readonly AttemptRecord[],
  { accounts, leaving, overdue, services }: Surroundings,
): Omit<StatusDelivery, 'attempts'> {
  const { wanted, approval } = delivery;
  const account = accounts.find((one) => one.account === wanted.account);
  const handOver = inHand(delivery, attempts, services);
  const waits = delivery.state === 'scheduled' && account?.pausedAt;
  const left = overdue.get(delivery.id);
  return {
    id: delivery.id,
    platform: wanted.platform,
    target: wanted.target,
    connector: wanted.connector,
    state: delivery.state,
    held: delivery.held !== null,
    reason: waits
      ? `its account is paused: ${account.pausedReason}`
      : (left?.reason ?? delivery.reason),
    remedy:
      delivery.state === 'pending'
        ? null
        : (left?.remedy ??
          remedyOf(delivery, attempts.find(({ state }) => state === 'unknown') ?? null, handOver)),
    by_person: accountAt(services.accounts, delivery)?.byHand !== undefined,
    by_hand: handOver,
    content_hash: wanted.contentHash,
    approval: approval && { by: approval.by, at: approval.at, commit: approval.commit },
    scheduled_at: wanted.scheduledAt,
    due_at: leaving.get(delivery.id) ?? delivery.dueAt,
    posted_at: delivery.postedAt,
    remote_id: delivery.remoteId,
    remote_url: delivery.remoteUrl,
  };
}

function inHand(
  delivery: DeliveryRecord,
  attempts: readonly AttemptRecord[],
  { accounts }: Services,
): HandOver | null {
  const account = delivery.state === 'awaiting' ? accountAt(accounts, delivery) : null;
  const first = attempts.find(({ part, state }) => part === 0 && state === 'accepted');
  return account && handOverOf(account, delivery, first?.content);
}

const showAttempt = (attempt: AttemptRecord): StatusAttempt => ({
  number: attempt.number,
  part: attempt.part + 1,
  started_at: attempt.startedAt,
  finished_at: attempt.finishedAt,
  outcome: attempt.state,
  error: attempt.error,
});

/** A run as documents show it. */
export const showRun = (run: Run): StatusRun => ({
  id: run.id,
  trigger: run.trigger,
  status: run.status,
  commit: run.commit,
  started_at: run.startedAt,
  finished_at: run.finishedAt,
  counts: run.counts,
  error: run.error,
});
