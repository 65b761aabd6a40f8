import type { CheckCode } from './catalogue.ts';
import type { Row } from './row.ts';

/** A text that people will read, wherever it stands: a cell of a sheet, a part of a mail. */
export interface Passage {
  /** As its author knows it: `post_copy`, `Subject`. */
  readonly name: string;
  readonly text: string;
  readonly locale: string;
  /** @param offset of what it is about, in UTF-16 units of the text */
  report(code: CheckCode, message: string, hint: string, offset: number): void;
}

/** What a row publishes as text. */
export function passagesOf(row: Row): readonly Passage[] {
  return (['title', 'post_copy'] as const).flatMap((column): Passage[] => {
    const text = row.cell(column)?.text ?? '';
    if (text.trim() === '') return [];
    return [
      {
        name: column,
        text,
        locale: row.text('locale'),
        report: (code, message, hint, offset) => row.report(code, column, message, hint, offset),
      },
    ];
  });
}
