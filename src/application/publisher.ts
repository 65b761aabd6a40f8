import type { Outcome } from '../domain/outcome.ts';
import { type Claim, claimDue } from './claim.ts';
import { destinationsOf } from './destinations.ts';
import { persistently } from './persist.ts';
import type { Account } from './ports/account.ts';
import type { AttemptRecord } from './ports/store.ts';
import { publicationOf } from './publication.ts';
import { createRecorder } from './recorder.ts';
import type { Services } from './services.ts';
import { partBefore } from './thread.ts';
import { openWire } from './wire.ts';

/**
 * Requests on the wire at once, in one process, to the accounts of one connector. Claims and outcomes
 * of so many share commits: 4,000 posts of 400 accounts took 90 claims, and 320 with 32 slots.
 */
const slotsOfConnector = 128;

/**
 * Claims what is due and sends it. Each connector has slots of its own and each account one request
 * at a time, so that a network or an account that hangs holds nobody up but itself. Only what has a
 * slot is claimed: no intent waits unsent.
 */
export interface Publisher {
  /**
   * Starts what is due and has a slot, and does not wait for it.
   *
   * @param weekId null for every week
   * @returns the ids of the deliveries that were started, or given to a person
   */
  start(weekId: string | null): Promise<readonly string[]>;
  /** How many requests are on the wire or being recorded. */
  readonly inFlight: number;
  /** Resolves when the next one is recorded; at once where none is in flight. */
  next(): Promise<void>;
}

export interface PublisherEvents {
  /** A delivery could not be sent or recorded: the store failed, or there is a defect. */
  failed(error: unknown): void;
  /** A slot is free again. */
  freed?(): void;
}

export function createPublisher(services: Services, events: PublisherEvents): Publisher {
  const flying = new Map<Promise<void>, string>();
  const recorder = createRecorder(services, () => flying.size);
  const all = [...services.accounts.values()];
  const lanes = [...Map.groupBy(all, (account) => account.connector)].map(laneOf);

  function laneOf([connector, accounts]: readonly [string, readonly Account[]]) {
    const own = new Set(accounts.map((one) => one.account));
    const others = all.map((one) => one.account).filter((account) => !own.has(account));
    return { connector, destinations: destinationsOf(accounts), others };
  }

  const send = async ({ delivery, account, claimedAt, ...claim }: Claim): Promise<void> => {
    let attempt: AttemptRecord | null = claim.attempt;
    let since = claimedAt;
    // Nothing is sent yet, and nobody else knows that: who would give up here left it unconfirmed.
    let replyTo = await persistently(services, () => partBefore(services, claim.attempt));
    while (attempt) {
      const wire = openWire(services, attempt, since, account.timeoutMilliseconds);
      const publication = publicationOf(delivery, attempt, replyTo);
      const outcome = await account.publish(publication, wire).catch(defect);
      if (outcome.kind === 'accepted') replyTo = outcome.remoteId;
      since = services.elapsed();
      attempt = await recorder.record({ attempt, outcome });
    }
  };

  const launch = (claim: Claim): void => {
    const flight = send(claim)
      .catch((error: unknown) => events.failed(error))
      .finally(() => {
        flying.delete(flight);
        events.freed?.();
      });
    flying.set(flight, claim.account.connector);
  };

  return {
    async start(weekId) {
      const started: string[] = [];
      for (const { connector, destinations, others } of lanes) {
        for (;;) {
          const busy = [...flying.values()].filter((one) => one === connector).length;
          const limit = slotsOfConnector - busy;
          if (limit <= 0 || services.stopping.aborted) break;
          const request = { destinations, weekId, limit, others };
          const { claims, inHand, looked } = await claimDue(services, request);
          for (const claim of claims) launch(claim);
          started.push(...claims.map((claim) => claim.delivery.id), ...inHand);
          if (looked === claims.length) break;
        }
      }
      return started;
    },
    get inFlight() {
      return flying.size;
    },
    next: () => (flying.size > 0 ? Promise.race(flying.keys()) : Promise.resolve()),
  };
}

/** A connector that throws says nothing of what the network got. */
const defect = (error: unknown): Outcome => ({
  kind: 'unknown',
  error: {
    code: 'connector-defect',
    message: `The connector failed: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'Look whether it is public, and report the message.',
  },
});

/**
 * Publishes every delivery that is due at the clock's instant, and waits until all is recorded. Any
 * number of processes may do so at once: what one has claimed, the others do not see.
 *
 * @param weekId null for every week
 * @returns the ids of the deliveries that were tried, or given to a person
 */
export async function publishDue(
  services: Services,
  weekId: string | null,
): Promise<readonly string[]> {
  const errors: unknown[] = [];
  const publisher = createPublisher(services, { failed: (error) => errors.push(error) });
  const tried: string[] = [];
  for (;;) {
    const started = await publisher.start(weekId);
    tried.push(...started);
    if (publisher.inFlight > 0) await publisher.next();
    else if (started.length === 0) break;
  }
  if (errors.length > 0) throw errors[0];
  return tried;
}
