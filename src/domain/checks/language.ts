import { type LocaleRules, localeRules, rulesOf } from '../locales.ts';
import { visible } from '../text.ts';
import type { Passage } from './passage.ts';
import type { Row } from './row.ts';

/** Addresses, names of accounts and hashtags are in Latin letters in every language. */
const notProse = /https?:\/\/\S+|(?<!\S)\S+@\S+|[@#][\p{L}\p{N}_]+|\{\{[^{}]*\}\}/gu;

/** Runs of letters: matched one by one they would be most of the work. */
const letters = /\p{L}+/gu;

/** That a text is in the language that its author names. */
export function checkLanguage(passage: Passage): void {
  const rules = rulesOf(passage.locale);
  if (!rules) return;
  checkScript(passage, rules);
  const foreign = rules.foreignPunctuation.exec(passage.text);
  if (!foreign) return;
  const message = `${passage.name} holds ${foreign[0]}, which no text in ${passage.locale} has.`;
  const hint = 'Replace it with the sign of the language.';
  passage.report('punctuation-foreign', message, hint, foreign.index);
}

function checkScript(passage: Passage, rules: LocaleRules): void {
  const { script, scriptName, leastShare } = rules;
  // Most texts, and nothing in them but Latin letters.
  if (scriptName === 'Latin' && !/[^\0-\x7f]/.test(passage.text)) return;
  const prose = /[@#{]|:\/\//.test(passage.text)
    ? passage.text.replace(notProse, ' ')
    : passage.text;
  // Where they are so many of all characters, they are of all letters too: no need to count those.
  if (countOf(prose, rules.alphabet) >= leastShare * prose.length) return;
  const found = (prose.match(letters) ?? []).join('');
  const all = lengthOf(found);
  if (all === 0) return;
  const own = all - lengthOf(found.replace(script, ''));
  if (own / all >= leastShare) return;
  const share = own === 0 ? 'no' : `only ${Math.round((100 * own) / all)} % of its`;
  const message = `${passage.name} is in ${passage.locale} by its locale, and has ${share} ${scriptName} letters.`;
  const hint = 'Translate the text, or mend the locale.';
  passage.report('locale-mismatch', message, hint, 0);
}

/** How many of its UTF-16 units are letters of an alphabet. */
function countOf(text: string, [first, last]: LocaleRules['alphabet']): number {
  let count = 0;
  const from = first.charCodeAt(0);
  const to = last.charCodeAt(0);
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= from && unit <= to) count += 1;
  }
  return count;
}

/** In characters. Only what is not in the basic plane takes two units. */
const lengthOf = (text: string): number =>
  /[\ud800-\udfff]/.test(text) ? [...text].length : text.length;

/**
 * That a row leads to pages of its own language: a path of it, or a host or parameter that names it.
 *
 * @param url null where its link is no address
 */
export function checkLinkLanguage(row: Row, url: URL | null): void {
  const locale = row.text('locale');
  const rules = rulesOf(locale);
  if (!rules || !url) return;
  const { path } = rules;
  const report = (message: string, hint: string) =>
    row.report('locale-mismatch', 'utm_url', message, hint);
  if (path !== null && !isUnder(url, path) && !names(url, locale)) {
    const message = `The row is in ${locale}, and its link ${visible(url.pathname)} is not under ${path}.`;
    report(message, `Link to the page in ${locale}, under ${path}.`);
  }
  for (const [other, { path: otherPath }] of Object.entries(localeRules)) {
    if (other === locale || otherPath === null || !isUnder(url, otherPath)) continue;
    const message = `The row is in ${locale}, and its link is under ${otherPath}, the pages in ${other}.`;
    report(message, `Link to the page in ${locale}.`);
  }
}

const isUnder = ({ pathname }: URL, path: string): boolean =>
  pathname === path || pathname.startsWith(`${path}/`) || pathname.startsWith(`${path}-`);

const names = (url: URL, locale: string): boolean =>
  url.hostname.startsWith(`${locale}.`) ||
  ['lang', 'hl', 'locale'].some((name) => url.searchParams.get(name)?.split('-')[0] === locale);
