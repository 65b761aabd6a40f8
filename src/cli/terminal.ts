import { styleText } from 'node:util';
import { textWidth } from './text-width.ts';

type Style = Parameters<typeof styleText>[0];

/** Colours where a terminal shows them, by the usual variables (NO_COLOR, FORCE_COLOR). */
export const styled = (style: Style, text: string): string =>
  styleText(style, text, { stream: process.stdout });

/**
 * Makes a text from outside safe and right to show: control characters are spelled out, and a
 * Hebrew word keeps its own direction inside an English line (Unicode isolates).
 */
export function shown(text: string): string {
  const safe = spelled(text);
  return /\p{Script=Hebrew}|\p{Script=Arabic}/u.test(safe) ? `\u2068${safe}\u2069` : safe;
}

/** Only safe to show: a line of its own, which people copy, gets no isolates along. */
export const spelled = (text: string): string =>
  text.replace(
    /[\p{Cc}\u2028-\u202e\u2066-\u2069\u200e\u200f]/gu,
    (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

/** Cuts a line at a width in columns, and says so with an ellipsis. */
export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (textWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Lays rows out in columns, by how wide a terminal shows them. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, textWidth(cell));
    });
  return rows
    .map((row) => {
      const cells = row.map((cell, index) =>
        index === row.length - 1
          ? cell
          : cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - textWidth(cell))),
      );
      return `${indent}${cells.join('  ').trimEnd()}`;
    })
    .join('\n');
}

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** To standard output: what was asked for. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** To standard error: messages beside it. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);
