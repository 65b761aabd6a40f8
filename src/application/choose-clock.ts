import { failure, type Problem, type Result, success } from '../domain/result.ts';
import type { Account } from './ports/account.ts';
import type { Instance, Store } from './ports/store.ts';

/** What a command asks of the clock. */
export type ClockWish =
  /** As of an instant: `--now`. */
  | { readonly kind: 'virtual'; readonly now: string }
  /** Looks as of an instant, and leaves the database's own time where it is: `plan --now`. */
  | { readonly kind: 'glance'; readonly now: string }
  /** Lives in real time: `serve`, `worker`, `run-week` without `--now`. */
  | { readonly kind: 'real' }
  /** Only looks or gives an order: whichever time the database lives in. */
  | { readonly kind: 'either' };

/**
 * A database is real or virtual for life: a rehearsal's posts must never be taken for real ones.
 *
 * @returns the instant at which a virtual clock starts, or null for the real one
 */
export async function chooseClock(
  store: Store,
  wish: ClockWish,
  accounts: readonly Account[],
): Promise<Result<string | null>> {
  if (isRehearsal(wish)) {
    const real = accounts.filter((account) => !account.local);
    if (real.length > 0) return failure(publishesForReal(real));
  }
  return store.transaction(async (transaction) => {
    const instance =
      wish.kind === 'real' || wish.kind === 'virtual'
        ? await transaction.instance.claimClockKind(wish.kind)
        : await transaction.instance.read();
    const refused = refusal(wish, instance);
    if (refused) return failure(refused);
    if (wish.kind === 'glance') return success(wish.now);
    if (wish.kind !== 'virtual')
      return success(instance.clockKind === 'virtual' ? instance.virtualNow : null);
    await transaction.instance.setVirtualNow(wish.now);
    return success(wish.now);
  });
}

const isRehearsal = (wish: ClockWish) => wish.kind === 'virtual' || wish.kind === 'glance';

const publishesForReal = (accounts: readonly Account[]): Problem => ({
  code: 'virtual-time-refused',
  message: `--now is a rehearsal, and ${accounts.map((account) => account.key).join(', ')} would publish for real.`,
  remedy: 'Make every account a sandbox, or a server on this machine, or leave out --now.',
});

/** Why this database can not live as is wished; null where it can. */
function refusal(wish: ClockWish, { clockKind, virtualNow }: Instance): Problem | null {
  if (isRehearsal(wish) && clockKind === 'real')
    return {
      code: 'database-lives-in-real-time',
      message: '--now is refused: this database has lived in real time.',
      remedy: 'Rehearse in another data directory (--data), or leave out --now.',
    };
  if (wish.kind === 'real' && clockKind === 'virtual')
    return {
      code: 'database-lives-in-virtual-time',
      message: 'This database has lived in virtual time, as a rehearsal.',
      remedy: 'Use a new data directory (--data) for real work, or --now to go on rehearsing.',
    };
  if (wish.kind === 'virtual' && virtualNow !== null && wish.now < virtualNow)
    return {
      code: 'virtual-time-goes-on',
      message: `--now is refused: this rehearsal has come to ${virtualNow}, and time does not go back.`,
      remedy: 'Give that instant or a later one, or rehearse anew in another data directory.',
    };
  return null;
}
