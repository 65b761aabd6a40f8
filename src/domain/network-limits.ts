import type { AccountIdentity, Network } from './account.ts';
import { littleText } from './little-text.ts';
import { slackText } from './slack-text.ts';
import { twitterText } from './twitter-text.ts';
import { xPrices } from './x-cost.ts';
import { xLength } from './x-length.ts';

/** How a network counts, and how much it takes. */
export interface NetworkLimits {
  /** Of one part of a message, by `measure`. Null: no limit that matters. */
  readonly text: number | null;
  readonly measure: (text: string) => number;
  /** What `measure` counts, for messages. */
  readonly unit: string;
  /** Characters. Null: the network has no titles. */
  readonly title: number | null;
  /** A post without a title is refused, so one is derived. */
  readonly titleRequired: boolean;
  /** The parts of a copy become a thread; where not, posts of their own. Null: not known. */
  readonly threads: boolean | null;
  /** What each post that holds a link costs there beside its link; null: nothing. */
  readonly linkCost: string | null;
}

/**
 * UTF-16 units, as JavaScript counts. Where a vendor does not say what a character is, this is
 * the strict reading: it never lets through what the network would refuse or cut.
 */
const units = (text: string): number => text.length;

const segmenter = new Intl.Segmenter('en');

/** Signs that never join with others: ASCII, the letters of Hebrew, dashes, quotes and dots. */
const apart = /^[\n\x20-\x7e\xa0\u05d0-\u05ea\u2010-\u2026]*$/;

/** What a reader takes for a character. Most texts need no segmenter, which takes some 40 times as long. */
const graphemes = (text: string): number =>
  apart.test(text) ? text.length : [...segmenter.segment(text)].length;

/**
 * Mastodon's own rule (`app/validators/status_length_validator.rb` in
 * https://github.com/mastodon/mastodon): a link with its scheme is 23, everything else counts by
 * graphemes. A link to a domain that does not exist counts in full.
 */
const mastodonLength = (text: string): number =>
  twitterText()
    .extractUrlsWithIndices(text, { extractUrlsWithoutProtocol: false })
    .reduce((length, { url }) => length - graphemes(url) + 23, graphemes(text));

const plain = {
  text: null,
  measure: units,
  unit: 'characters',
  title: null,
  titleRequired: false,
  threads: false,
  linkCost: null,
} as const;

/**
 * Bluesky takes 300 graphemes and 3000 bytes (`app.bsky.feed.post` in
 * https://github.com/bluesky-social/atproto): ten bytes for each, which emoji of many signs exceed.
 */
const blueskyLength = (text: string): number =>
  Math.max(graphemes(text), Math.ceil(Buffer.byteLength(text) / 10));

/** The most that a UTF-16 unit counts on any network: a link is 23 on some, and has at least four. */
export const mostOfUnit = 6;

/**
 * Limits by network. Sources: the vendors' documentation; Reddit's length of a body is from
 * memory and not verified.
 */
export const networkLimits: Readonly<Record<Network, NetworkLimits>> = {
  // LinkedIn does not say whether the backslashes that it wants before its reserved signs count.
  linkedin: {
    ...plain,
    text: 3000,
    measure: (text) => littleText(text).length,
    unit: 'characters, reserved signs such as ( and _ count two',
  },
  x: {
    ...plain,
    text: 280,
    measure: xLength,
    unit: 'weighted characters, links count 23',
    threads: true,
    linkCost: `X takes $${xPrices.post_with_link} for each post with a link, $${xPrices.post} for one without.`,
  },
  // What a server sets by default.
  mastodon: {
    ...plain,
    text: 500,
    measure: mastodonLength,
    unit: 'characters, links count 23',
    threads: true,
  },
  bluesky: {
    ...plain,
    text: 300,
    measure: blueskyLength,
    unit: 'characters of 10 bytes at most',
    threads: true,
  },
  reddit: {
    ...plain,
    text: 40_000,
    title: 300,
    titleRequired: true,
  },
  facebook: { ...plain, text: 63_206 },
  telegram: { ...plain, text: 4096, threads: true },
  whatsapp: plain,
  discord: { ...plain, text: 2000 },
  // Over 4000 it is cut into several messages; over 40,000 the rest is lost.
  slack: {
    ...plain,
    text: 4000,
    measure: (text) => slackText(text).length,
    unit: 'characters, & < and > count as their entities',
  },
  email: { ...plain, titleRequired: true },
  // Nobody's rules are known: none are applied.
  other: { ...plain, threads: null },
};

/** The limits of one account: its network's, but for what its own server sets. */
export const limitsOf = ({
  network,
  maxCharacters,
}: Pick<AccountIdentity, 'network' | 'maxCharacters'>): NetworkLimits => {
  const usual = networkLimits[network];
  return maxCharacters === undefined ? usual : { ...usual, text: maxCharacters };
};
