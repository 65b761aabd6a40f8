import { hash } from 'node:crypto';

/** Where the link of a post goes. */
export type LinkPlacement = 'inline' | 'first-reply' | 'none';

/** All that an approval is for. Change any of it and the approval is void. */
export interface Content {
  readonly copy: string;
  readonly link: string;
  readonly linkPlacement: LinkPlacement;
  readonly title: string | null;
  /** Git blob ids of the media, in order. */
  readonly media: readonly string[];
  /** `2026-02-16T08:10`, without offset. */
  readonly localDateTime: string;
  /** IANA zone. */
  readonly zone: string;
  /** Connector, account and its own place. */
  readonly place: string;
}

/**
 * The name of a content: equal for equal content, on every machine and in every version that
 * keeps the prefix. Field names are in the hash, so that text can not move from one field to
 * another unnoticed.
 *
 * @returns `v1-` and 64 hexadecimal digits
 */
export function contentHash(content: Content): string {
  const fields = [
    ['copy', content.copy],
    ['link', content.link],
    ['linkPlacement', content.linkPlacement],
    ['title', content.title],
    ['media', content.media],
    ['localDateTime', content.localDateTime],
    ['zone', content.zone],
    ['place', content.place],
  ];
  return `v1-${hash('sha256', JSON.stringify(fields), 'hex')}`;
}

const words: readonly (readonly [keyof Content, string])[] = [
  ['copy', 'copy'],
  ['link', 'link'],
  ['linkPlacement', 'place of the link'],
  ['title', 'title'],
  ['media', 'media'],
  ['localDateTime', 'local time'],
  ['zone', 'time zone'],
  ['place', 'place'],
];

/** Names what differs, in the words of the plan: `copy`, `local time`. */
export function changedFields(before: Content, after: Content): readonly string[] {
  return words
    .filter(([key]) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map(([, word]) => word);
}
