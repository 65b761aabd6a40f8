import { addMilliseconds } from '../domain/time.ts';
import { standing } from './identity.ts';
import { lookUp } from './look-up.ts';
import type { AttemptRecord, StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';

/** Who took a look-up and died leaves it to others after so long. */
const lease = 60_000;

/** With so many looks under way no more are taken for a connector: a network that hangs keeps those. */
const looksOfConnector = 16;

/**
 * Takes the look-ups that are due. A look at a network that hangs takes minutes, and holds up no other.
 * In a copy of the database nothing is settled: what is open there may be long settled in the original.
 */
export interface Looker {
  /**
   * Begins what is due, and does not wait for it.
   *
   * @param due an instant; now, where it is left out
   * @returns how many looks
   */
  start(due?: string): Promise<number>;
  /** Resolves when all that was begun is over. */
  rest(): Promise<void>;
}

/** @param failed hears of a look that broke off: the store failed, or there is a defect */
export function createLooker(services: Services, failed: (error: unknown) => void): Looker {
  const looks = new Map<
    AttemptRecord['id'],
    { readonly account: string; readonly over: Promise<void> }
  >();
  const connectors = Map.groupBy(services.accounts.values(), (one) => one.connector);

  /** The accounts for which no more are taken. */
  const crowded = (): readonly string[] =>
    [...connectors.values()].flatMap((accounts) => {
      const own = new Set(accounts.map((one) => one.account));
      const under = [...looks.values()].filter((one) => own.has(one.account)).length;
      return under >= looksOfConnector ? [...own] : [];
    });

  const launch = (attempt: AttemptRecord, claimedAt: number): void => {
    const over = lookUp(services, attempt, claimedAt)
      .catch(failed)
      .finally(() => looks.delete(attempt.id));
    looks.set(attempt.id, { account: attempt.account, over });
  };

  return {
    async start(now = services.clock.now()) {
      const claimedAt = services.elapsed();
      const until = addMilliseconds(services.clock.now(), lease);
      const due = await services.store.transaction(async (transaction) => {
        const { problem } = await standing(transaction, services);
        if (problem) return [];
        await forgetSettled(services, transaction);
        return transaction.attempts.claimLookUps({ now, until, but: crowded() });
      });
      // A look may outlast its lease: then it is under way still.
      const fresh = due.filter((one) => !looks.has(one.id));
      for (const one of fresh) launch(one, claimedAt);
      return fresh.length;
    },
    async rest() {
      await Promise.all([...looks.values()].map((one) => one.over));
    },
  };
}

/** What others have settled, a worker or a person, is nothing to have witnessed any more. */
async function forgetSettled(
  { witnessed }: Services,
  { attempts }: StoreTransaction,
): Promise<void> {
  if (witnessed.size === 0) return;
  const ids = [...witnessed.keys()];
  const unknown = await attempts.stillUnknown(ids);
  for (const id of ids) if (!unknown.has(id)) witnessed.delete(id);
}

/**
 * Looks for all that is due now, and waits for it. What is due again meanwhile is left.
 *
 * @returns how many were looked for
 */
export async function lookUpDue(services: Services): Promise<number> {
  const errors: unknown[] = [];
  const looker = createLooker(services, (error) => errors.push(error));
  let started = 0;
  // A virtual clock goes on from here: what is left now would wait for an instant of something else.
  const due = services.clock.now();
  for (let some = await looker.start(due); some > 0; some = await looker.start(due)) {
    started += some;
    await looker.rest();
  }
  if (errors.length > 0) throw errors[0];
  return started;
}
