import { failure, type Result, success } from '../domain/result.ts';
import { deliveryName } from './news.ts';
import type { OrderReport } from './orders.ts';
import type { AttemptRecord, DeliveryRecord, StoreTransaction } from './ports/store.ts';
import { select } from './select.ts';
import type { Services } from './services.ts';
import { settleAbsent } from './settle-absent.ts';
import { transition } from './transition.ts';

export interface ResolveRequest {
  readonly weekId: string;
  /** An id, or `post_id:platform/target`: exactly one delivery. */
  readonly name: string;
  readonly who: string;
  /** Where it is public; or that it is not. */
  readonly verdict: { readonly posted: string } | { readonly notPosted: true };
}

/** A person's word settles what no machine can: it is public, and where; or it is not. */
export async function resolve(
  services: Services,
  request: ResolveRequest,
): Promise<Result<OrderReport>> {
  const { weekId, who, verdict } = request;
  if ('posted' in verdict && !isAddress(verdict.posted))
    return failure({
      code: 'address-invalid',
      message: `"${verdict.posted}" is not the address of a post.`,
      remedy: 'Give the https:// address at which the post can be seen.',
    });
  const found = await services.store.transaction(async (transaction) => {
    const one = await pickOne(transaction, request);
    if (!one.ok) return one;
    const delivery = one.value;
    const attempts = await transaction.attempts.ofDeliveries([delivery.id]);
    const open = attempts.find((attempt) => attempt.state === 'unknown') ?? null;
    if ('posted' in verdict) {
      const posted = await markPosted(transaction, services, delivery, open, who, verdict.posted);
      return posted ? success({ delivery, open }) : notNow(delivery);
    }
    return open && delivery.state === 'unconfirmed'
      ? success({ delivery, open })
      : notNow(delivery);
  });
  if (!found.ok) return found;
  const { delivery, open } = found.value;
  if ('notPosted' in verdict && open)
    await settleAbsent(services, open, who, `${who} says that it is not there`);
  const [now] = await services.store.transaction((transaction) =>
    transaction.deliveries.lock([delivery.id]),
  );
  const state = now?.state ?? delivery.state;
  const changed = [{ id: delivery.id, name: deliveryName(delivery), state }];
  return success({ week_id: weekId, changed, unchanged: [] });
}

const isAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

async function pickOne(
  transaction: StoreTransaction,
  { weekId, name }: ResolveRequest,
): Promise<Result<DeliveryRecord>> {
  const selected = await select(transaction, weekId, { names: [name] });
  if (!selected.ok) return selected;
  const [delivery, second] = selected.value;
  if (delivery && !second) return success(delivery);
  return failure({
    code: 'delivery-ambiguous',
    message: `"${name}" names ${selected.value.length} deliveries.`,
    remedy: `Name one: ${selected.value.map(({ wanted }) => `${wanted.postId}:${wanted.platform}/${wanted.target}`).join(', ')}.`,
  });
}

async function markPosted(
  transaction: StoreTransaction,
  services: Services,
  delivery: DeliveryRecord,
  open: AttemptRecord | null,
  who: string,
  remoteUrl: string,
): Promise<boolean> {
  const at = services.clock.now();
  const cause = { who, at, why: `${who} says that it is out` };
  const event = delivery.state === 'unconfirmed' ? 'found' : 'resolved-posted';
  const change = { postedAt: open?.startedAt ?? at, remoteUrl, dueAt: null };
  const posted = await transition(transaction, delivery, event, cause, change);
  if (!posted) return false;
  if (open)
    await transaction.attempts.change(open.id, ['unknown'], {
      state: 'accepted',
      remoteUrl,
      lookUpAt: null,
    });
  return true;
}

const notNow = (delivery: DeliveryRecord) =>
  failure({
    code: 'nothing-to-resolve',
    message: `${deliveryName(delivery)} is ${delivery.state}: there is nothing to resolve.`,
    remedy:
      'A delivery that is unconfirmed can be resolved either way; one that we did not send, with --posted.',
  });
