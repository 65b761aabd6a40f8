/**
 * Whether a listed status says what was sent. Mastodon gives a text back as HTML of its own making:
 * paragraphs, breaks, links whose signs are all there in three pieces, mentions without their server
 * (`app/lib/text_formatter.rb` in https://github.com/mastodon/mastodon). What is compared is what a
 * reader sees, save white space.
 *
 * @param html the status's `content`
 * @param sent as it left
 */
export const saysTheSame = (html: string, sent: string): boolean =>
  comparable(textOf(html)) === comparable(sent.replace(remoteMention, '@$1'));

const remoteMention = /(?<![\w/])@(\w+)@[\w.-]*\w/g;

const comparable = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  nbsp: ' ',
};

/** Tags before entities: what a writer escaped is no tag. */
const textOf = (html: string): string =>
  html
    .replace(/<br\s*\/?>|<\/p>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole);
