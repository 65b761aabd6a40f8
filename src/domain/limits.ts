import twitter from 'twitter-text';
import type { Network } from './account.ts';

export interface Limit {
  /** The most that one part may hold, by the network's own counting. */
  readonly text: number;
  readonly title: number | null;
  /** What is counted, for messages. */
  readonly counts: string;
}

/** Limits as the vendors' documentation gives them (`docs/reference/networks.md`). */
export const limits: Readonly<Record<Network, Limit>> = {
  linkedin: { text: 3000, title: null, counts: 'characters' },
  x: { text: 280, title: null, counts: "characters by X's weighted counting" },
  reddit: { text: 40_000, title: 300, counts: 'characters' },
  facebook: { text: 63_206, title: null, counts: 'characters' },
  telegram: { text: 4096, title: null, counts: 'UTF-16 code units' },
  whatsapp: { text: 4096, title: null, counts: 'characters' },
  email: { text: 500_000, title: 255, counts: 'characters' },
};

/**
 * The length of a text as the network counts it. X weighs: a link is 23, most letters 1, CJK and
 * emoji 2. The others count code points; Telegram UTF-16 code units.
 */
export function measure(network: Network, text: string): number {
  if (network === 'x') return twitter.parseTweet(text).weightedLength;
  if (network === 'telegram') return text.length;
  return [...text].length;
}
