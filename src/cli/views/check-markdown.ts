import type { SheetChange } from '../../domain/changes.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { escapeHtml } from '../../domain/html.ts';
import { localInstant } from '../../domain/time.ts';
import { type CheckDocument, sizesOf } from '../check/report.ts';
import { count, spelled } from '../terminal.ts';

/** What a summary tells. */
export interface CheckSummary {
  readonly document: CheckDocument;
  readonly changes: readonly SheetChange[];
  /** IANA zone of the workspace. */
  readonly timezone: string;
}

/**
 * Bytes. A job summary of GitHub holds 1 MiB a step, and a comment 65,536 characters
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions).
 */
const most = 60_000;

/**
 * The findings and what the sheets would do, as Markdown for a job summary or a comment. Nothing of a
 * sheet is taken for markup there: no link, no picture, nobody's name that would notify them.
 */
export function markdownOf({ document, changes, timezone }: CheckSummary): string {
  const { errors, warnings } = document.summary;
  const sizes = sizesOf(document.sheets).join(', ');
  const verdict = errors > 0 ? 'Sheets with errors' : 'Sheets pass the checks';
  const head = `### ${verdict}

${sizes}, ${count(errors, 'error')}, ${count(warnings, 'warning')}. ${said(changes, document.diagnostics)}
`;
  const ranked = [...document.diagnostics].sort(bySeverity);
  const findings = ranked.map(findingRow);
  const planned = changes.map((one) => changeRow(one, timezone));
  return [
    head,
    // What will be public matters more than the last warnings: it gets its half first.
    table(['', 'post', 'to', 'when', ''], planned, most / 2),
    table(['', 'where', 'what'], findings, most - Math.min(most / 2, lengthOf(planned))),
  ]
    .filter(Boolean)
    .join('\n');
}

const words = { create: 'new', update: 'changed', cancel: 'gone', blocked: 'blocked' } as const;

function said(changes: readonly SheetChange[], diagnostics: readonly Diagnostic[]): string {
  const gone = diagnostics.filter((one) => one.code === 'sheet-gone').length;
  const sheets = gone > 0 ? `${count(gone, 'sheet')} ${gone === 1 ? 'is' : 'are'} gone.` : '';
  if (changes.length === 0) return sheets || 'No delivery changes.';
  const kinds = Object.entries(words).flatMap(([kind, word]) => {
    const number = changes.filter((one) => one.kind === kind).length;
    return number > 0 ? [`${number} ${word}`] : [];
  });
  return `Deliveries: ${kinds.join(', ')}. ${sheets}`.trim();
}

const bySeverity = (one: Diagnostic, other: Diagnostic): number =>
  one.severity.localeCompare(other.severity, 'en');

const findingRow = (one: Diagnostic): string =>
  row([
    one.severity,
    code(`${one.file}:${one.line}:${one.column}`),
    [
      code(one.code),
      one.post_id === null ? '' : code(one.post_id),
      code(one.message),
      code(one.hint),
    ]
      .filter(Boolean)
      .join('<br>'),
  ]);

const changeRow = ({ kind, wanted, reason }: SheetChange, timezone: string): string =>
  row([
    words[kind],
    code(wanted.postId),
    code([wanted.platform, wanted.target].filter(Boolean).join('/')),
    wanted.scheduledAt === null ? '' : code(localInstant(wanted.scheduledAt, timezone)),
    code(reason),
  ]);

const row = (cells: readonly string[]): string =>
  `<tr>${cells.map((cell) => `<td dir="auto">${cell}</td>`).join('')}</tr>\n`;

const lengthOf = (rows: readonly string[]): number =>
  rows.reduce((sum, one) => sum + Buffer.byteLength(one), 0);

/** No empty line within it: Markdown begins again behind one. */
function table(names: readonly string[], rows: readonly string[], room: number): string {
  if (rows.length === 0) return '';
  const shown: string[] = [];
  let left = room;
  for (const one of rows) {
    left -= Buffer.byteLength(one);
    if (left < 0) break;
    shown.push(one);
  }
  const head = `<tr>${names.map((name) => `<th>${name}</th>`).join('')}</tr>\n`;
  const more = rows.length - shown.length;
  const rest = more > 0 ? `\n${more} more: \`broadsheet check\` shows them all.\n` : '';
  return `<table>\n${head}${shown.join('')}</table>\n${rest}`;
}

/** As code nothing is a mention or a reference, and as entities nothing is markup. */
const code = (text: string): string =>
  text === '' ? '' : `<code>${escapeHtml(spelled(text.replace(/\s+/g, ' ')))}</code>`;
