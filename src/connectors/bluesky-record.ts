import { createHash } from 'node:crypto';
import type { Publication } from '../application/ports/account.ts';

/** A record that another one points to, by its address and the hash of its content. */
export interface StrongRef {
  readonly uri: string;
  readonly cid: string;
}

/** What a reply belongs to: the first post of the thread, and the one before. */
export interface Reply {
  readonly root: StrongRef;
  readonly parent: StrongRef;
}

const digits = '234567abcdefghijklmnopqrstuvwxyz';

/**
 * The key of a publication's record, in the form that posts have: microseconds since 1970 and ten bits
 * that tell writers apart (https://atproto.com/specs/tid). It is the same for a repeat and for a later
 * attempt: the time is the planned one, a second later for each part, so that a thread is listed in its
 * order; what tells publications apart comes from their key.
 *
 * @returns 13 signs
 */
export function recordKey({ idempotencyKey, plannedAt, part }: Publication): string {
  const hash = createHash('sha256').update(idempotencyKey).digest();
  const withinSecond = BigInt(hash.readUInt32BE(0) % 1_000_000);
  const writer = BigInt(hash.readUInt16BE(4) & 0x3ff);
  const second = BigInt(Date.parse(plannedAt) + part * 1000);
  let rest = ((second * 1000n + withinSecond) << 10n) | writer;
  let key = '';
  for (let sign = 0; sign < 13; sign += 1) {
    key = `${digits[Number(rest & 31n)]}${key}`;
    rest >>= 5n;
  }
  return key;
}

/** A link ends before the signs that end a sentence. */
const link = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?'”’»…)\]}]/gi;

/**
 * Without these a link in a text is no link at Bluesky
 * (https://docs.bsky.app/docs/advanced-guides/post-richtext). They count bytes of UTF-8.
 */
const facetsOf = (text: string) =>
  [...text.matchAll(link)].map(({ 0: uri, index }) => {
    const byteStart = Buffer.byteLength(text.slice(0, index));
    return {
      index: { byteStart, byteEnd: byteStart + Buffer.byteLength(uri) },
      features: [{ $type: 'app.bsky.richtext.facet#link', uri }],
    };
  });

/**
 * The record of one part. A repeat of an attempt makes the same to the byte; a later attempt another
 * one, because it says when it was made.
 */
export function recordOf(publication: Publication, reply: Reply | null) {
  const text = (publication.parts[publication.part] ?? '').toWellFormed();
  const facets = facetsOf(text);
  const language = /^[a-z]{2,3}(?![a-z])/.exec(publication.locale)?.[0];
  return {
    $type: 'app.bsky.feed.post',
    text,
    createdAt: publication.startedAt,
    ...(language !== undefined && { langs: [language] }),
    ...(facets.length > 0 && { facets }),
    ...(reply && { reply }),
  };
}
