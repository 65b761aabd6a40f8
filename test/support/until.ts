import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until it holds, for what no signal tells; the test's own limit ends it. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(50);
}
