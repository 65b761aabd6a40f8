import { escapeHtml } from '../domain/html.ts';

/** The title, else the first sentence or line of the text, on one line. */
export function subjectOf(title: string | null, text: string): string {
  const line = (title ?? text.trim().split('\n')[0] ?? '').replace(/\s+/g, ' ').trim();
  if (title !== null && line !== '') return line;
  const [sentence = line] = line.split(/(?<=[.!?])\s/);
  const letters = [...(sentence === '' ? 'News' : sentence)];
  return letters.length <= 120 ? letters.join('') : `${letters.slice(0, 119).join('')}…`;
}

/**
 * A text as a page of HTML.
 *
 * @param footer HTML that comes after it
 */
export const pageOf = (text: string, locale: string, footer = ''): string =>
  `<!doctype html><html lang="${escapeHtml(locale)}"><meta charset="utf-8"><body dir="auto">${paragraphsOf(text)}${footer}</body></html>`;

/**
 * A text as a part of a page of HTML. Each paragraph finds its own direction, so that Hebrew and English
 * stand right side by side.
 */
export const paragraphsOf = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map(
      (paragraph) => `<p dir="auto">${linked(escapeHtml(paragraph)).replaceAll('\n', '<br>')}</p>`,
    )
    .join('');

const linked = (html: string): string =>
  html.replace(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);
