import { millisecondsBetween } from '../domain/time.ts';
import type { AuditEntry } from './ports/deliveries.ts';
import type { Happening } from './ports/listings.ts';
import type { Services } from './services.ts';

/** What happened to a delivery, as listeners get it. */
export interface DeliveryEvent extends AuditEntry {
  readonly delivery: string;
  readonly week_id: string;
  readonly post_id: string;
  readonly platform: string;
  readonly target: string;
}

export interface NumberedEvent {
  /** Of the audit trail: a listener goes on behind it. */
  readonly id: string;
  readonly event: DeliveryEvent;
}

const mostAtOnce = 500;

/**
 * Follows the audit trail from an entry on. Numbers are given before a commit, so that of two
 * transactions at once the later number may be seen first: at a gap one waits until it is filled, or
 * until no transaction could still fill it because the server would have ended it.
 *
 * @param after the id of the last entry that the listener has; null: what comes from now on
 * @returns reads what is new; called again and again
 */
export async function followEvents(
  services: Services,
  after: string | null,
): Promise<() => Promise<readonly NumberedEvent[]>> {
  let last =
    after ?? (await services.store.transaction(({ listings }) => listings.lastHappening()));
  let gap: { readonly before: string; readonly since: number } | null = null;
  return async () => {
    const found = await services.store.transaction(({ listings }) =>
      listings.happenings(last, mostAtOnce),
    );
    const given: NumberedEvent[] = [];
    for (const one of found) {
      if (BigInt(one.id) !== BigInt(last) + 1n) {
        if (gap?.before !== one.id) gap = { before: one.id, since: services.elapsed() };
        if (services.elapsed() - gap.since < services.limits.idleTransaction && isFresh(one)) break;
      }
      last = one.id;
      given.push({ id: one.id, event: show(one) });
    }
    return given;
  };

  function isFresh({ at }: Happening): boolean {
    const { clock, limits } = services;
    return millisecondsBetween(at, clock.now()) < limits.idleTransaction;
  }
}

const show = ({ id: _, deliveryId, weekId, postId, ...one }: Happening): DeliveryEvent => ({
  ...one,
  delivery: deliveryId,
  week_id: weekId,
  post_id: postId,
});
