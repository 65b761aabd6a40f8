/** A post's text as X lists it. */
export interface ListedText {
  readonly text: string;
  /** Each short link in the text, and what it stands for. */
  readonly links: ReadonlyMap<string, string>;
}

/**
 * Whether a listed post says what was sent. X changes a text on its way: every link becomes a short
 * one of `t.co`, whose long form is among the entities
 * (https://docs.x.com/x-api/fundamentals/data-dictionary), and `&`, `<` and `>` come back as
 * entities of HTML. That X does so in every list is not documented, so the text also counts as it is.
 *
 * @param sent as it left
 */
export function saysTheSame({ text, links }: ListedText, sent: string): boolean {
  const long = text.replace(shortLink, (short) => links.get(short) ?? short);
  const wanted = comparable(sent);
  return comparable(long) === wanted || comparable(unescaped(long)) === wanted;
}

const shortLink = /https?:\/\/t\.co\/\w+/g;

const signs: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

const unescaped = (text: string): string =>
  text.replace(/&(?:amp|lt|gt);/g, (entity) => signs[entity] ?? entity);

/**
 * Equal for texts that differ in nothing but the spelling of a link: `acme.com` is listed as
 * `http://acme.com`, and letters outside of ASCII may be encoded. X counts, and may keep, a text in
 * Unicode's form C (https://docs.x.com/fundamentals/counting-characters).
 */
const comparable = (text: string): string =>
  text
    .normalize('NFC')
    .trim()
    .replace(/https?:\/\/\S+/g, (link) => URL.parse(link)?.href ?? link)
    .replace(/https?:\/\//g, '')
    .replace(/\/(?=\s|$)/g, '');
