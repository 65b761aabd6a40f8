const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads `24h`, `10m`, `30s`, `500ms` or `2d`.
 *
 * @returns milliseconds, or null where it is none of these
 */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text.trim());
  const [, amount, unit] = match ?? [];
  if (amount === undefined || unit === undefined) return null;
  return Number(amount) * units[unit as keyof typeof units];
}

/**
 * Writes milliseconds as people write a duration, in the largest unit that goes in evenly; days as
 * hours, since people say 24h.
 *
 * @param milliseconds a whole number
 */
export function formatDuration(milliseconds: number): string {
  const { d: _, ...shown } = units;
  const [unit, size] = Object.entries(shown)
    .filter(([, one]) => milliseconds % one === 0)
    .at(-1) ?? ['ms', 1];
  return `${milliseconds / size}${unit}`;
}
