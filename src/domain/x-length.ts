import { twitterText } from './twitter-text.ts';

/**
 * The length of a text by X's own rule and its own library: a link is 23, emoji and CJK are 2. A host
 * under a domain that does not exist, such as `.test`, makes no link there and counts in full.
 * (https://docs.x.com/fundamentals/counting-characters)
 *
 * @returns weighted characters
 */
export const xLength = (text: string): number =>
  lengthOfOrdinary(text) ?? twitterText().parseTweet(text).weightedLength;

/** Signs that count 1 each, and no dot within a word: without one there is no link. */
const words = /^(?:[\n -\-/-~א-ת\u2010-\u201f]|\.(?=\s|$))*$/;

/** A longer link counts in full. */
const longest = 2000;

/** Up to its host, and then only signs that X takes for a part of the link wherever they stand. */
const ordinaryLink = /^(https:\/\/[a-z\d.-]+)\/[\w/-]*(?:\?[\w=&.-]*\w)?$/;

/**
 * Most posts are plain words, and then their link: the library, which looks for links everywhere, takes twenty
 * times as long to say the same.
 *
 * @returns null for every other text
 */
function lengthOfOrdinary(text: string): number | null {
  if (text.length > longest) return null;
  const end = text.lastIndexOf('\n\n');
  const link = end < 0 ? '' : text.slice(end + 2);
  const origin = ordinaryLink.exec(link)?.[1];
  if (origin === undefined) return words.test(text) ? text.length : null;
  return isLink(origin) && words.test(text.slice(0, end)) ? end + 2 + 23 : null;
}

/** Of the link before: most links of a week are to one host. X's own links may not be longer than it makes them. */
let known = { origin: '', isLink: false };

function isLink(origin: string): boolean {
  if (known.origin !== origin) {
    const [found] = twitterText().extractUrlsWithIndices(origin);
    known = { origin, isLink: found?.url === origin && origin !== 'https://t.co' };
  }
  return known.isLink;
}
