import { checkLinks, type LinkReport } from '../../application/check-links.ts';
import type { Visitor } from '../../application/ports/visitor.ts';
import type { Diagnostic, Severity } from '../../domain/diagnostic.ts';
import type { SheetRow } from '../../domain/sheet.ts';
import { visible } from '../../domain/text.ts';
import type { CheckedSource } from './check-sheet-source.ts';

/** The links of the rows, asked for, and what came of it added to the findings. */
export async function withLinksAsked(
  checked: readonly CheckedSource[],
  visit: Visitor,
): Promise<readonly CheckedSource[]> {
  const links = checked.flatMap((one) => one.sheet.rows.flatMap((row) => linkOf(row, one) ?? []));
  const reports = await checkLinks(links, visit);
  return checked.map((one) => {
    const found = one.sheet.rows.flatMap((row) => {
      const report = reports.get(linkOf(row, one) ?? '');
      return report ? findingOf(row, report) : [];
    });
    return { ...one, diagnostics: [...one.diagnostics, ...found] };
  });
}

/** A link that can be followed, of a post that is not out yet. */
function linkOf({ cells }: SheetRow, { diagnostics }: CheckedSource): string | null {
  const link = cells.utm_url?.text.trim() ?? '';
  const postId = cells.post_id?.text.trim() ?? '';
  const broken = diagnostics.some((one) => one.post_id === postId && /^link-/.test(one.code));
  const out = /^(posted|done)$/.test(cells.status?.text.trim() ?? '');
  return broken || out || !/^https?:\/\//i.test(link) || !URL.canParse(link) ? null : link;
}

type Words = readonly [code: string, severity: Severity, message: string, hint: string];

function findingOf({ cells }: SheetRow, report: LinkReport): readonly Diagnostic[] {
  const words = wordsOf(report);
  const cell = cells.utm_url;
  if (!words || !cell) return [];
  const [code, severity, message, hint] = words;
  const { file, line, column } = cell;
  const post_id = cells.post_id?.text.trim() ?? null;
  return [{ file, line, column, code, severity, scope: 'row', message, hint, post_id }];
}

const openIt = 'Open it in a browser, and mend the link or the page.';

/** What keeps an answer from a program, though a person may see the page; or passes by itself. */
const notForPrograms: ReadonlySet<number> = new Set([401, 403, 407, 408, 425, 429, 451]);

function wordsOf({ path, end }: LinkReport): Words | null {
  const through = path.length > 1 ? ` (it leads to ${visible(path.at(-1) ?? '', 100)})` : '';
  if (end.kind === 'too-many-redirects')
    return ['link-broken', 'error', `The link leads around without an end${through}.`, openIt];
  if (end.kind === 'no-answer' && end.internal)
    return [
      'link-broken',
      'error',
      `The link leads inside of a network${through}; it was not asked for.`,
      'Use the address that readers can reach. For a rehearsal, --allow-local asks for it.',
    ];
  if (end.kind === 'no-answer') {
    const noHost = end.why.includes('ENOTFOUND');
    const words = `The link does not answer${through}: ${end.why}.`;
    return noHost
      ? ['link-broken', 'error', words, 'Look at the name of the host.']
      : ['link-unreachable', 'warning', words, 'Try it again later, and in a browser.'];
  }
  const { status } = end;
  const words = `The link answers ${status}${through}.`;
  if (status >= 500 || notForPrograms.has(status))
    return ['link-unreachable', 'warning', words, 'Look in a browser whether people see the page.'];
  if (status >= 400) return ['link-broken', 'error', words, openIt];
  return path.length > 1 ? redirected(path) : null;
}

function redirected(path: readonly string[]): Words {
  const [first = ''] = path;
  const last = path.at(-1) ?? '';
  const given = URL.parse(first)?.searchParams;
  const kept = URL.parse(last)?.searchParams;
  const lost = [...(given?.keys() ?? [])].filter(
    (name) => name.startsWith('utm_') && kept?.get(name) !== given?.get(name),
  );
  const where = visible(last, 100);
  return lost.length > 0
    ? [
        'link-loses-utm',
        'warning',
        `The link leads to ${where}, and loses ${lost.join(', ')} on the way.`,
        'Link to that page itself: else no visit counts for this post.',
      ]
    : [
        'link-redirects',
        'warning',
        `The link leads to ${where}.`,
        'Link to that page itself; a redirect may end some day.',
      ];
}
