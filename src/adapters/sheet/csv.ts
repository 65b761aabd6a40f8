import type { CheckCode } from '../../domain/checks/catalogue.ts';
import type { Cell } from '../../domain/sheet.ts';

export interface CsvRecord {
  /** A quoted one starts at its quote. */
  readonly cells: readonly Cell[];
  readonly line: number;
  /** UTF-8 bytes. */
  readonly bytes: number;
  /** A quote in it is wrong, so that its cells are a guess. */
  readonly broken: boolean;
}

/** A place at which the text is not CSV. */
export interface CsvFlaw {
  readonly code: CheckCode;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
}

const quoteHint =
  'A cell that holds a quote, a comma or a line break stands in quotes, and each quote inside it is doubled: "He said ""yes""".';

/**
 * Reads CSV by RFC 4180 and keeps the place of every cell. A flaw does not end the reading: the
 * rest of the cell is taken as it stands, so that one pass finds all of them. (csv-parse stops at
 * the first, and knows no columns; the tests hold this reader against it.)
 *
 * @param file for the places of the cells
 * @param text without a byte order mark
 * @param maximum of records, and of blank lines between them; the rest is not read, so that a huge file
 *   costs no more than a large one
 * @returns with the line of what was not read; null where all was
 */
export function scanCsv(
  file: string,
  text: string,
  maximum = Number.POSITIVE_INFINITY,
): {
  readonly records: readonly CsvRecord[];
  readonly flaws: readonly CsvFlaw[];
  readonly unread: number | null;
} {
  return new CsvScanner(file, text).scan(maximum);
}

class CsvScanner {
  readonly #file: string;
  readonly #text: string;
  #at = 0;
  #line = 1;
  #column = 1;
  #broken = false;
  #lineEnd: string | null = null;
  readonly #flaws: CsvFlaw[] = [];
  readonly #seenLineEndFlaws = new Set<string>();

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
  }

  scan(maximum: number) {
    const records: CsvRecord[] = [];
    let blanks = 0;
    while (this.#at < this.#text.length && records.length < maximum && blanks < maximum) {
      const record = this.#record();
      const [only, second] = record.cells;
      const blank = !second && only?.text === '' && record.bytes === 0;
      if (blank) blanks += 1;
      else records.push(record);
    }
    const unread = this.#at < this.#text.length ? this.#line : null;
    return { records, flaws: this.#flaws, unread };
  }

  #record(): CsvRecord {
    const start = this.#at;
    const line = this.#line;
    this.#broken = false;
    const cells = [this.#cell()];
    while (this.#text[this.#at] === ',') {
      this.#step();
      cells.push(this.#cell());
    }
    const bytes = Buffer.byteLength(this.#text.slice(start, this.#at));
    this.#endLine();
    return { cells, line, bytes, broken: this.#broken };
  }

  #cell(): Cell {
    const file = this.#file;
    const { line, column } = this.#place();
    const start = this.#at;
    const quoted = this.#text[start] === '"';
    const text = quoted ? this.#quoted() : '';
    const from = this.#at;
    if (quoted && !/^[,\r\n]?$/.test(this.#text[from] ?? '')) this.#strayQuote();
    for (this.#stepPlain(); this.#text[this.#at] === '"'; this.#stepPlain()) {
      this.#strayQuote();
      this.#step();
    }
    const words = text + this.#text.slice(from, this.#at);
    if (!quoted) return { file, text: words, line, column };
    const source = { format: 'csv', text: this.#text.slice(start, this.#at) } as const;
    return { file, text: words, source, line, column };
  }

  /** @returns the text between the quotes; stands behind the closing one */
  #quoted(): string {
    const opening = this.#place();
    let text = '';
    this.#step();
    for (;;) {
      const end = this.#text.indexOf('"', this.#at);
      const piece = this.#text.slice(this.#at, end < 0 ? undefined : end);
      text += piece;
      this.#stepOver(piece);
      if (end < 0) {
        this.#flaw('quote-open', opening, 'This quote is never closed.', quoteHint);
        return text.replace(/\r\n?/g, '\n');
      }
      this.#step();
      if (this.#text[this.#at] !== '"') return text.replace(/\r\n?/g, '\n');
      text += '"';
      this.#step();
    }
  }

  #strayQuote(): void {
    if (this.#broken) return;
    const message =
      this.#text[this.#at] === '"'
        ? 'A quote stands inside a cell that does not begin with one.'
        : 'Text stands behind the closing quote of a cell.';
    this.#flaw('quote-invalid', this.#place(), message, quoteHint);
  }

  #flaw(code: CheckCode, at: { line: number; column: number }, message: string, hint: string) {
    if (code !== 'line-endings') this.#broken = true;
    this.#flaws.push({ code, ...at, message, hint });
  }

  #endLine(): void {
    if (this.#at >= this.#text.length) return;
    const end = this.#text.startsWith('\r\n', this.#at) ? '\r\n' : (this.#text[this.#at] ?? '');
    this.#lineEnd ??= end;
    if (end === '\r')
      this.#lineEndFlaw('This line ends in a lone carriage return (old Macintosh).');
    else if (end !== this.#lineEnd)
      this.#lineEndFlaw('This line ends otherwise than those before it: LF and CR LF are mixed.');
    this.#at += end.length;
    this.#line += 1;
    this.#column = 1;
  }

  /** Once a file: the rest is the same mistake. */
  #lineEndFlaw(message: string): void {
    if (this.#seenLineEndFlaws.has(message)) return;
    this.#seenLineEndFlaws.add(message);
    const hint = 'Save the file with one kind of line end, LF or CR LF.';
    this.#flaw('line-endings', this.#place(), message, hint);
  }

  #place() {
    return { line: this.#line, column: this.#column };
  }

  /** One UTF-16 unit; the second half of a character is no column of its own. */
  #step(): void {
    const unit = this.#text.charCodeAt(this.#at);
    if (unit < 0xdc00 || unit > 0xdfff) this.#column += 1;
    this.#at += 1;
  }

  /** Up to what ends a cell, or a quote. One by one, characters would be most of the work. */
  #stepPlain(): void {
    plain.lastIndex = this.#at;
    plain.test(this.#text);
    this.#column += charactersIn(this.#text.slice(this.#at, plain.lastIndex));
    this.#at = plain.lastIndex;
  }

  #stepOver(piece: string): void {
    this.#at += piece.length;
    if (!piece.includes('\n') && !piece.includes('\r')) {
      this.#column += charactersIn(piece);
      return;
    }
    const lines = piece.split(/\r\n|\r|\n/);
    this.#line += lines.length - 1;
    this.#column = 1 + charactersIn(lines.at(-1) ?? '');
  }
}

const plain = /[^",\r\n]*/y;

const charactersIn = (text: string): number =>
  /[\ud800-\udfff]/.test(text) ? [...text].length : text.length;
