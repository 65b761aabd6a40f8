import { addMilliseconds } from '../domain/time.ts';
import { accountAt } from './by-hand.ts';
import { destinationsOf } from './destinations.ts';
import { reportStranded } from './news.ts';
import type { AccountState, DeliveryRecord, Instance, StoreTransaction } from './ports/store.ts';
import { remedyOfStranded } from './remedy.ts';
import type { Services } from './services.ts';

/** Who may publish a delivery takes it within a second; after so long nobody does. */
export const othersTake = 60_000;

/**
 * Tells people what is due and is left, because the configuration does not send its account where it
 * was approved for. The approval stands: the configuration of another worker may be as it was, and what
 * is wanted is changed by an import or by a person.
 */
export function tellStranded(services: Services): Promise<void> {
  const at = services.clock.now();
  return services.store.transaction(async ({ deliveries, news }) => {
    const destinations = destinationsOf(services.accounts.values());
    const before = addMilliseconds(at, -othersTake);
    const stranded = await deliveries.lockStranded({ before, destinations });
    const left = await unchangedSince(deliveries, stranded, { after: before, until: at });
    for (const delivery of left) {
      const reason = reasonOf(delivery);
      if (delivery.reason === reason) continue;
      await deliveries.change(delivery.id, 'scheduled', { reason });
      await reportStranded(news, { ...delivery, reason }, at);
      const { account } = delivery.wanted;
      services.log.write('warn', 'stranded', { delivery_id: delivery.id, account, reason });
    }
  });
}

/** What was approved, let go or ordered again after its instant is free to leave only from then on. */
async function unchangedSince(
  table: StoreTransaction['deliveries'],
  deliveries: readonly DeliveryRecord[],
  span: { readonly after: string; readonly until: string },
): Promise<readonly DeliveryRecord[]> {
  if (deliveries.length === 0) return [];
  const ids = deliveries.map((one) => one.id);
  const changed = await table.changedWithin(ids, span);
  return deliveries.filter((one) => !changed.has(one.id));
}

const reasonOf = ({ wanted: { platform, target, content } }: DeliveryRecord): string =>
  `no worker takes it: by the configuration ${platform}/${target} does not publish to ${content.place}, which it was approved for`;

/** Why a delivery waits though it is due, and what a person does about it. */
export interface Overdue {
  readonly reason: string;
  readonly remedy: string;
}

interface Around {
  readonly instance: Instance;
  readonly accounts: readonly AccountState[];
  /** By the id of the delivery. */
  readonly leaving: ReadonlyMap<string, string>;
}

/**
 * What could have left a minute ago, and no worker has taken.
 *
 * @returns by the id of the delivery
 */
export async function overdueOf(
  services: Services,
  table: StoreTransaction['deliveries'],
  deliveries: readonly DeliveryRecord[],
  { instance, accounts, leaving }: Around,
): Promise<ReadonlyMap<string, Overdue>> {
  if (instance.pausedAt !== null) return new Map();
  const until = services.clock.now();
  const after = addMilliseconds(until, -othersTake);
  // While one is on the wire the others of its account wait for it.
  const idle = accounts.filter((one) => one.pausedAt === null && one.sending === null);
  const mayLeave = new Set(idle.map((one) => one.account));
  const waiting = deliveries.filter(({ id, wanted: { account } }) => {
    const at = leaving.get(id);
    return at !== undefined && at <= after && mayLeave.has(account);
  });
  const overdue = await unchangedSince(table, waiting, { after, until });
  return new Map(overdue.map((one) => [one.id, whyOverdue(services, one)]));
}

function whyOverdue({ accounts }: Services, delivery: DeliveryRecord): Overdue {
  const reason = reasonOf(delivery);
  const isOurs = accountAt(accounts, delivery)?.place === delivery.wanted.content.place;
  if (!isOurs || delivery.reason === reason) return { reason, remedy: remedyOfStranded(delivery) };
  return {
    reason: `${delivery.reason}; it is due, and no worker has taken it`,
    remedy:
      'Start a worker: `broadsheet serve`, or `broadsheet worker`. Where one runs, `broadsheet doctor` says what keeps it.',
  };
}
