import type { Sighting } from '../domain/outcome.ts';
import { addMilliseconds } from '../domain/time.ts';
import { reportDelivery } from './news.ts';
import type { Account, Publication } from './ports/account.ts';
import type { AttemptRecord, DeliveryRecord } from './ports/store.ts';
import { publicationOf } from './publish-due.ts';
import type { Services } from './services.ts';
import { settle, settleAbsent } from './settle.ts';

const minute = 60_000;

/** Networks show a post late, so one look that misses it proves nothing. */
const looksThatProveAbsence = 2;

/**
 * Settles what has no outcome yet: attempts whose worker died become unknown, and unknown ones
 * are looked for among the account's own posts.
 *
 * @returns how many attempts were looked at
 */
export async function resolveUnknown(services: Services): Promise<number> {
  const stale = await services.store.transaction((transaction) =>
    transaction.attempts.lockStale(services.realNow()),
  );
  for (const attempt of stale)
    await settle(services, attempt, {
      kind: 'unknown',
      error: {
        code: 'worker-gone',
        message: 'The process ended before the network answered',
        remedy: 'Broadsheet looks for the post where the network allows it.',
      },
    });
  const now = services.clock.now();
  const due = await services.store.transaction((transaction) =>
    transaction.attempts.claimLookUps(now, addMilliseconds(now, minute)),
  );
  for (const attempt of due) await lookUp(services, attempt);
  return stale.length + due.length;
}

async function lookUp(services: Services, attempt: AttemptRecord): Promise<void> {
  const delivery = await services.store.transaction(async (transaction) => {
    const [found] = await transaction.deliveries.lock([attempt.deliveryId]);
    return found;
  });
  const account = [...services.accounts.values()].find(
    (one) => one.place === attempt.content.place,
  );
  if (!delivery || !account?.confirm) return;
  const sighting = await look(account, publicationOf(delivery, attempt, null));
  if (sighting.kind === 'found')
    await settle(services, attempt, { ...sighting, kind: 'accepted' }, 'look-up');
  else if (sighting.kind === 'absent') await countAbsence(services, attempt, account);
  else await askPerson(services, attempt, delivery);
}

const look = (account: Account, publication: Publication): Promise<Sighting> =>
  account.confirm
    ? account.confirm(publication, AbortSignal.timeout(account.timeoutMilliseconds))
    : Promise.resolve({ kind: 'absent' });

async function countAbsence(
  services: Services,
  attempt: AttemptRecord,
  account: Account,
): Promise<void> {
  const lookups = attempt.lookups + 1;
  if (lookups >= looksThatProveAbsence)
    return settleAbsent(
      services,
      attempt,
      'look-up',
      `looked for ${lookups} times among the account's own posts: it is not there`,
    );
  const pause = Math.max(account.settlesWithinMilliseconds ?? 0, minute);
  await services.store.transaction((transaction) =>
    transaction.attempts.change(attempt.id, ['unknown'], {
      lookups,
      lookUpAt: addMilliseconds(services.clock.now(), pause),
    }),
  );
}

async function askPerson(
  services: Services,
  attempt: AttemptRecord,
  delivery: DeliveryRecord,
): Promise<void> {
  const now = services.clock.now();
  await services.store.transaction(async (transaction) => {
    await reportDelivery(transaction, delivery, attempt.id, now);
    await transaction.attempts.change(attempt.id, ['unknown'], {
      lookUpAt: addMilliseconds(now, 5 * minute),
    });
  });
}
