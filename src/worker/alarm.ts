/** A pause that can be cut short. */
export interface Alarm {
  /** Ends the present wait; where nobody waits, the next one ends at once. */
  ring(): void;
  /** Rings within so many milliseconds; where it is set already, at the earlier instant. */
  ringWithin(milliseconds: number): void;
  /** Waits so many milliseconds, or until the alarm rings or the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export function createAlarm(): Alarm {
  let rung = false;
  let wake: (() => void) | null = null;
  let set: NodeJS.Timeout | null = null;
  const ring = () => {
    if (set) clearTimeout(set);
    set = null;
    rung = true;
    wake?.();
  };
  return {
    ring,
    ringWithin(milliseconds) {
      set ??= setTimeout(ring, milliseconds);
    },
    async wait(milliseconds, signal) {
      if (!rung && !signal.aborted)
        await new Promise<void>((resolve) => {
          const done = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', done);
            wake = null;
            resolve();
          };
          const timer = setTimeout(done, milliseconds);
          signal.addEventListener('abort', done, { once: true });
          wake = done;
        });
      rung = false;
    },
  };
}
