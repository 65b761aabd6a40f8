import type { Failpoint } from '../../application/services.ts';

type Action = 'kill' | 'stop' | 'throw';

interface Armed {
  readonly action: Action;
  /** Fires when the point is reached for the so-manieth time in this process. */
  readonly nth: number;
}

const nothing = async (): Promise<void> => {};

/**
 * Points at which a test breaks the process off, as `claim=kill,after-write=stop@2`: `kill` ends it
 * at once (SIGKILL), `stop` halts it (SIGSTOP) until somebody lets it go on, `throw` throws there.
 * `@2` means the second time. A line on standard error says that it fired.
 *
 * @param text of the environment; undefined or empty: every point does nothing
 */
export function failpoints(text: string | undefined): (name: Failpoint) => Promise<void> {
  if (!text) return nothing;
  const armed = new Map(text.split(',').map(parse));
  const seen = new Map<string, number>();
  return async (name) => {
    const point = armed.get(name);
    if (!point) return;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    if (count === point.nth) await fire(name, point.action);
  };
}

function parse(text: string): [string, Armed] {
  const [, name = '', action = '', nth = '1'] =
    /^([a-z-]+)=(kill|stop|throw)(?:@(\d+))?$/.exec(text.trim()) ?? [];
  if (name === '')
    throw new Error(`BROADSHEET_FAILPOINTS: "${text}" is not name=kill|stop|throw@n`);
  return [name, { action: action as Action, nth: Number(nth) }];
}

async function fire(name: string, action: Action): Promise<void> {
  // Flushed before the end: the test asserts that its point was reached.
  await new Promise<void>((resolve) => {
    process.stderr.write(`failpoint ${name} ${action}\n`, () => resolve());
  });
  if (action === 'throw') throw new Error(`failpoint ${name}`);
  process.kill(process.pid, action === 'kill' ? 'SIGKILL' : 'SIGSTOP');
  // The signal may arrive an instant later: nothing of ours runs before it does.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
}
