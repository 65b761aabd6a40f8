import type { Wire, WirePoint } from '../../src/application/ports/account.ts';

export interface WatchedWire extends Wire {
  /** What was asked and reached, in order. */
  readonly passed: readonly (WirePoint | 'may-send')[];
}

/** A wire that lets everything pass and remembers it, save what a test does otherwise. */
export function watchedWire(
  otherwise: {
    readonly signal?: AbortSignal;
    readonly maySend?: Wire['maySend'];
    readonly reached?: Wire['reached'];
  } = {},
): WatchedWire {
  const passed: (WirePoint | 'may-send')[] = [];
  return {
    passed,
    // Well over what a machine under load needs; a request that hangs ends by it.
    signal: otherwise.signal ?? AbortSignal.timeout(20_000),
    maySend: async () => {
      passed.push('may-send');
      return (await otherwise.maySend?.()) ?? true;
    },
    now: () => new Date().toISOString(),
    reached: async (point) => {
      passed.push(point);
      await otherwise.reached?.(point);
    },
  };
}
