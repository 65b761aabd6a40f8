/** What a key may ask: so many at once, and so many a second for as long as it likes. */
const burst = 500;
const perSecond = 250;

/** More than this many askers are not remembered: the one that asked longest ago is forgotten. */
const mostAskers = 1000;

interface Bucket {
  readonly tokens: number;
  /** Milliseconds. */
  readonly at: number;
}

/**
 * A bucket of tokens for each asker, in the memory of this process: each of several processes counts
 * for itself.
 *
 * @param elapsed milliseconds on a clock that nobody sets
 * @returns null where the asker may go on; else after how many seconds
 */
export function rateLimit(elapsed: () => number): (asker: string) => number | null {
  const buckets = new Map<string, Bucket>();
  return (asker) => {
    const at = elapsed();
    const before = buckets.get(asker) ?? { tokens: burst, at };
    const tokens = Math.min(burst, before.tokens + ((at - before.at) / 1000) * perSecond);
    buckets.delete(asker);
    buckets.set(asker, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
    const [oldest] = buckets.keys();
    if (buckets.size > mostAskers && oldest !== undefined) buckets.delete(oldest);
    return tokens >= 1 ? null : Math.ceil((1 - tokens) / perSecond);
  };
}
