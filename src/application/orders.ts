import { failure, type Result, success } from '../domain/result.ts';
import { tellInHand } from './by-hand.ts';
import type { OrderReport } from './documents/orders.ts';
import { deliveryName, reportRecall } from './news.ts';
import type { DeliveryChange, DeliveryRecord, StoreTransaction } from './ports/store.ts';
import { schedule } from './schedule.ts';
import { type Selection, select } from './select.ts';
import type { Services } from './services.ts';
import { transition } from './transition.ts';

export type { OrderReport } from './documents/orders.ts';

/** What a person orders for deliveries, beside their approval. */
export interface Order {
  readonly weekId: string;
  readonly selection: Selection;
  readonly who: string;
  /** The person's own words, for the audit trail. */
  readonly reason: string | null;
}

type Carried = { readonly delivery: DeliveryRecord } | { readonly unchanged: string };

/** Takes the approval back, and holds it until a person approves again. */
export const reject = (services: Services, order: Order): Promise<Result<OrderReport>> =>
  carryOut(services, order, async (transaction, delivery, at) => {
    if (!isUnsent(delivery)) return { unchanged: `is ${delivery.state}` };
    const why = order.reason ?? `rejected by ${order.who}`;
    const held = await setHold(transaction, delivery, 'person', order.who, why, at);
    const cause = { who: order.who, at, why };
    const back = await transition(transaction, held, 'approval-withdrawn', cause);
    return { delivery: back ?? held };
  });

/** Nothing of it leaves until it is let go. */
export const hold = (services: Services, order: Order): Promise<Result<OrderReport>> =>
  carryOut(services, order, async (transaction, delivery, at) => {
    if (!isUnsent(delivery) && delivery.state !== 'publishing' && delivery.state !== 'unconfirmed')
      return { unchanged: `is ${delivery.state}` };
    const why = order.reason ?? `held by ${order.who}`;
    return { delivery: await setHold(transaction, delivery, 'person', order.who, why, at) };
  });

/** Lets go what a person or the sheet holds. */
export const release = (services: Services, order: Order): Promise<Result<OrderReport>> =>
  carryOut(services, order, async (transaction, delivery, at) => {
    if (delivery.held === null) return { unchanged: 'is not held' };
    const why = order.reason ?? `let go by ${order.who}`;
    const free = await setHold(transaction, delivery, null, order.who, why, at);
    if (free.state === 'awaiting') await tellInHand(transaction, services, free, at);
    const cause = { who: order.who, at };
    return { delivery: await schedule(transaction, free, services.configuration, cause) };
  });

/** Orders failed deliveries again, and missed ones where they are named. */
export const rerunFailed = (services: Services, order: Order): Promise<Result<OrderReport>> =>
  carryOut(services, order, async (transaction, delivery, at) => {
    const named = 'names' in order.selection;
    if (delivery.state !== 'failed' && !(named && delivery.state === 'missed'))
      return { unchanged: `is ${delivery.state}` };
    const cause = { who: order.who, at, why: order.reason ?? `ordered again by ${order.who}` };
    const change = { attemptsLeft: 2, dueAt: at, lateFrom: at };
    const again = await transition(transaction, delivery, 'rerun', cause, change);
    return again ? { delivery: again } : { unchanged: whyNotAgain(delivery) };
  });

function whyNotAgain({ held, wanted: { problems } }: DeliveryRecord): string {
  if (held) return 'is held';
  return problems.length > 0 ? `fails ${problems.join(', ')}` : 'its content was not approved';
}

/** Orders the failed deliveries of every week again. */
export async function rerunEveryWeek(
  services: Services,
  order: Omit<Order, 'weekId' | 'selection'>,
): Promise<Result<readonly OrderReport[]>> {
  const weeks = await services.store.transaction((transaction) => transaction.weeks.list());
  const reports: OrderReport[] = [];
  for (const { weekId } of weeks) {
    const report = await rerunFailed(services, { ...order, weekId, selection: { all: true } });
    if (!report.ok) return report;
    reports.push(report.value);
  }
  return success(reports);
}

const sentStates: ReadonlySet<string> = new Set([
  'posted',
  'publishing',
  'unconfirmed',
  'cancelled',
]);

const isUnsent = (delivery: DeliveryRecord) => !sentStates.has(delivery.state);

async function setHold(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  held: DeliveryRecord['held'],
  who: string,
  why: string,
  at: string,
): Promise<DeliveryRecord> {
  const change: DeliveryChange = { held, reason: why };
  await transaction.deliveries.change(delivery.id, delivery.state, change);
  const event = held ? 'held' : 'let-go';
  const { state } = delivery;
  await transaction.deliveries.audit(delivery.id, {
    at,
    who,
    event,
    from: state,
    to: state,
    why,
    commit: null,
  });
  const changed = { ...delivery, ...change };
  if (held && state === 'awaiting')
    await reportRecall(transaction, changed, `Held by ${who}`, `held:${at}`, at);
  return changed;
}

async function carryOut(
  services: Services,
  { weekId, selection }: Order,
  one: (transaction: StoreTransaction, delivery: DeliveryRecord, at: string) => Promise<Carried>,
): Promise<Result<OrderReport>> {
  return services.store.transaction(async (transaction) => {
    const selected = await select(transaction, weekId, selection);
    if (!selected.ok) return selected;
    const at = services.clock.now();
    const changed = [];
    const unchanged = [];
    for (const delivery of selected.value) {
      const { id } = delivery;
      const name = deliveryName(delivery);
      const result = await one(transaction, delivery, at);
      if ('delivery' in result) changed.push({ id, name, state: result.delivery.state });
      else unchanged.push({ id, name, reason: result.unchanged });
    }
    if (changed.length === 0 && 'names' in selection)
      return failure({
        code: 'nothing-to-change',
        message: `Nothing was changed: ${unchanged.map((one) => `${one.name} ${one.reason}`).join('; ')}.`,
        remedy: 'Look at the week with `broadsheet status`.',
      });
    return success({ week_id: weekId, changed, unchanged });
  });
}
