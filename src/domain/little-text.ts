/** Reserved signs; first of all a `#` that begins a hashtag, which is a word with a letter in it. */
const reserved = /((?<![^\s([{"'])#(?=[\p{N}_]*\p{L}))|[\\|{}@[\]()<>#*_~]/gu;

/**
 * A text as LinkedIn wants it in `commentary`, its "little" text: every reserved sign has a backslash
 * before it, whether or not it would mean something there
 * (https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format).
 * LinkedIn cuts a text off at the first one that has none, and says nothing of it.
 *
 * A `#` that begins a hashtag stays as it is, which is the format's own element for one: escaped, it
 * would be text that nobody can follow. `@` is always escaped, so that no copy mentions anybody.
 *
 * In links too, though public projects are of two minds. Some escape them like all else, and one has
 * seen posts with `_` go out whole, their links included
 * (https://github.com/brightbeanxyz/brightbean-studio/pull/121). Others leave links as they are,
 * because escaping them "corrupts `utm_source` URLs" (https://github.com/jikig-ai/soleur/pull/5140).
 * The vendor's grammar knows no exception for links, and a link that is cut off at its first `_` has
 * lost its campaign without a word.
 */
export const littleText = (text: string): string =>
  text.replace(reserved, (sign, hashtag?: string) => (hashtag ? sign : `\\${sign}`));

/**
 * What a reader sees of a little text. LinkedIn gives hashtags back as templates:
 * `{hashtag|\#|launch}` is `#launch`.
 */
export const shownText = (little: string): string =>
  little.replace(/\{hashtag\|\\?#\|([^{}|]*)\}/g, '#$1').replace(/\\(.)/gs, '$1');
