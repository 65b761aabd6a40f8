import { persistently } from './persist.ts';
import type { AttemptRecord } from './ports/store.ts';
import type { Services } from './services.ts';
import { settleAll } from './settle.ts';
import type { Settlement } from './settlement.ts';

/** Outcomes that come while others are being written share the next commit. */
const batch = 100;

/** While more of them are to come, so many are waited for, and a moment at most. */
const worthWriting = 32;
const moment = 5;

/** Writes outcomes down, many in one commit where many come at once. */
export interface Recorder {
  /**
   * @returns once it is committed: the open attempt of the next part, where a thread goes on
   * @throws what the store throws, after a database that is away was waited for
   */
  record(settlement: Settlement): Promise<AttemptRecord | null>;
}

interface Waiting {
  readonly settlement: Settlement;
  resolve(next: AttemptRecord | null): void;
  reject(error: unknown): void;
}

/** @param expected how many outcomes are still to come, with those that are here */
export function createRecorder(services: Services, expected: () => number): Recorder {
  const waiting: Waiting[] = [];
  let writing = false;
  const write = async () => {
    writing = true;
    while (waiting.length > 0) {
      if (waiting.length < Math.min(worthWriting, expected())) await services.pause(moment);
      await commit(services, waiting.splice(0, batch));
    }
    writing = false;
  };
  return {
    record: (settlement) =>
      new Promise((resolve, reject) => {
        waiting.push({ settlement, resolve, reject });
        if (!writing) void write();
      }),
  };
}

async function commit(services: Services, some: readonly Waiting[]): Promise<void> {
  const settlements = some.map((one) => one.settlement);
  try {
    const next = await persist(services, settlements);
    some.forEach((one, index) => {
      one.resolve(next[index] ?? null);
    });
  } catch (error) {
    // One that can't be written must not keep the others from it.
    if (some.length > 1) for (const one of some) await commit(services, [one]);
    else some[0]?.reject(error);
  }
}

/** Each settlement is a compare-and-swap: writing it twice changes nothing. */
const persist = (services: Services, settlements: readonly Settlement[]) =>
  persistently(services, async () => {
    const next = await settleAll(services, settlements);
    await services.failpoint('after-outcome-commit');
    return next;
  });
