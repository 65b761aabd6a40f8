import type { Diagnostic, Location } from './diagnostic.ts';
import type { Cell, Column, SheetRow } from './sheet.ts';
import { mendLink } from './utm-fix.ts';

/** One cell that can be mended without a doubt of what is meant. */
export interface Fix extends Location {
  readonly post_id: string;
  readonly cell: Column;
  /** `white space around it removed`. */
  readonly what: readonly string[];
  /** As it stands in the file, without the quotes around a cell. */
  readonly before: string;
  readonly after: string;
  /** Where that is in the text of the file, in UTF-16 units. */
  readonly start: number;
}

/** Text that people read. Names are left: a `post_id` in another form would be another post. */
const prose: ReadonlySet<Column> = new Set(['post_copy', 'title', 'notes']);

/** What these rows say is out already, and nothing is gained by mending it. */
const out: ReadonlySet<string> = new Set(['posted', 'done']);

/**
 * What can be mended by itself: white space around a cell, letters that are composed otherwise than
 * by NFC, utm parameters that the checks complain of. Quotes and apostrophes stay as they are typed.
 * Pure; a sheet that was mended has nothing left to mend.
 *
 * @param text of the file, without a byte order mark; CSV whose structure is in order
 * @param weekId empty where nothing says it
 */
export function fixesOf(
  text: string,
  rows: readonly SheetRow[],
  diagnostics: readonly Diagnostic[],
  weekId: string,
): readonly Fix[] {
  const starts = lineStarts(text);
  const codes = Map.groupBy(diagnostics, (one) => one.post_id);
  return rows.flatMap((row) => {
    if (out.has(row.cells.status?.text.trim() ?? '')) return [];
    const postId = row.cells.post_id?.text.trim() ?? '';
    const own = new Set((codes.get(postId) ?? []).map((one) => one.code));
    const utm = utmOf(row, own, postId, weekId);
    return Object.entries(row.cells).flatMap(([name, cell]) => {
      const found = cell && placeOf(text, starts, cell);
      if (!found) return [];
      const column = name as Column;
      const { after, what } = mend(column, found.before, utm);
      if (what.length === 0) return [];
      const { file, line, column: at } = cell;
      return [{ file, line, column: at, post_id: postId, cell: column, what, after, ...found }];
    });
  });
}

/** The text with those cells mended, and not a letter of it otherwise. */
export function withFixes(text: string, fixes: readonly Fix[]): string {
  let mended = '';
  let at = 0;
  for (const { start, before, after } of [...fixes].sort((a, b) => a.start - b.start)) {
    mended += text.slice(at, start) + after;
    at = start + before.length;
  }
  return mended + text.slice(at);
}

function mend(column: Column, before: string, utm: Readonly<Record<string, string>>) {
  const what: string[] = [];
  let after = before.trim();
  if (after !== before) what.push('white space around it removed');
  const composed = prose.has(column) ? after.normalize('NFC') : after;
  if (composed !== after) what.push('letters composed (NFC)');
  after = composed;
  if (column !== 'utm_url') return { after, what };
  const mended = mendLink(after, utm);
  return { after: mended.link, what: [...what, ...mended.what] };
}

/** The parameters to put right: those that the checks complain of, where it is sure what they are. */
function utmOf(
  { cells }: SheetRow,
  codes: ReadonlySet<string>,
  postId: string,
  weekId: string,
): Readonly<Record<string, string>> {
  const link = cells.utm_url?.text.trim() ?? '';
  const complained = [...codes].some((code) => code.startsWith('utm-'));
  const broken = [...codes].some((code) => code.startsWith('link-'));
  // Where the copy holds the link, another one in its cell would be a second link in the post.
  const inCopy = cells.post_copy?.text.includes(link) ?? false;
  if (!complained || broken || inCopy || !URL.canParse(link)) return {};
  const given = new URL(link).searchParams;
  const missing = (name: string) => codes.has('utm-missing') && !given.get(name);
  const platform = codes.has('platform-unknown') ? '' : (cells.platform?.text.trim() ?? '');
  const wanted = [
    ['utm_source', platform, 'utm-source-mismatch'],
    ['utm_campaign', weekId, 'utm-campaign-mismatch'],
    ['utm_content', postId, 'utm-content-mismatch'],
  ] as const;
  return Object.fromEntries(
    wanted.flatMap(([name, value, code]) =>
      value !== '' && (codes.has(code) || missing(name)) ? [[name, value]] : [],
    ),
  );
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length);
  return starts;
}

/** Where a cell stands in the text; null where that is not what was read, so that nothing is changed. */
function placeOf(
  text: string,
  starts: readonly number[],
  { line, column, text: read }: Cell,
): { readonly start: number; readonly before: string } | null {
  let at = starts[line - 1] ?? text.length;
  for (let passed = 1; passed < column; passed += 1)
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  const quoted = text[at] === '"';
  const pattern = quoted ? /(?:[^"]|"")*/y : /[^,\r\n]*/y;
  pattern.lastIndex = quoted ? at + 1 : at;
  const before = pattern.exec(text)?.[0] ?? '';
  const words = quoted ? before.replaceAll('""', '"').replace(/\r\n?/g, '\n') : before;
  return words === read ? { start: quoted ? at + 1 : at, before } : null;
}
