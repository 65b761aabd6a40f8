/** Chance that can be had again: the same seed gives the same numbers (mulberry32). */
export interface Chance {
  readonly seed: number;
  /** From `least` to `most`, both included. */
  between(least: number, most: number): number;
  oneOf<Value>(values: readonly Value[]): Value;
}

/** The seed is `BROADSHEET_SEED`, else another one each time; a test prints it. */
export function chance(
  seed = Number(process.env.BROADSHEET_SEED) || Math.floor(Math.random() * 2 ** 31),
): Chance {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    seed,
    between,
    oneOf(values) {
      const chosen = values[between(0, values.length - 1)];
      if (chosen === undefined) throw new Error('nothing to choose from');
      return chosen;
    },
  };
}
