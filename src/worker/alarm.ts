/** A pause that can be cut short. */
export interface Alarm {
  /** Ends the present wait; where nobody waits, the next one ends at once. */
  ring(): void;
  /** Waits so many milliseconds, or until the alarm rings or the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export function createAlarm(): Alarm {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
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
