import { checkLinks, type LinkReport } from '../../application/check-links.ts';
import type { Visitor } from '../../application/ports/visitor.ts';
import { placeIn } from '../../domain/cell-place.ts';
import { allowancesOf, withAllowances } from '../../domain/checks/allowances.ts';
import type { CheckCode } from '../../domain/checks/catalogue.ts';
import { finding } from '../../domain/checks/finding.ts';
import { openRow } from '../../domain/checks/row.ts';
import { type Severities, withSeverities } from '../../domain/checks/verdict.ts';
import type { Location } from '../../domain/diagnostic.ts';
import { linksIn } from '../../domain/links-in-text.ts';
import type { SheetRow } from '../../domain/sheet.ts';
import { visible } from '../../domain/text.ts';
import { allowedBeside } from './beside.ts';
import type { CheckedSource } from './checked-source.ts';

/** How links are asked for, and what the configuration says of what is found. */
export interface Asking {
  readonly visit: Visitor;
  readonly severities: Severities;
  /** For all of them together, as a person wrote it. */
  readonly within: { readonly milliseconds: number; readonly words: string };
}

/** The links of the rows, asked for, and what came of it added to the findings. */
export async function withLinksAsked(
  checked: readonly CheckedSource[],
  { visit, severities, within }: Asking,
): Promise<readonly CheckedSource[]> {
  const asked = checked.map((one) =>
    one.sheet.rows.map((row) => ({ row, links: linksOf(row, one) })),
  );
  const urls = asked.flat().flatMap(({ links }) => links.map(({ url }) => url));
  const over = AbortSignal.timeout(within.milliseconds);
  const reports = await checkLinks(urls, visit, over);
  return Promise.all(
    checked.map(async (one, index) => {
      const rows = asked[index] ?? [];
      const found = rows.flatMap(({ row, links }) =>
        links.flatMap(({ url, at }) => {
          const words = wordsOf(reports.get(url), within.words);
          return words ? finding(words[0], at, words[1], words[2], postIdOf(row)) : [];
        }),
      );
      const { allowances } = await allowedBeside(one.source);
      const own = rows.flatMap(({ row }) => allowancesOf(openRow(one.source.path, row)));
      const judged = withAllowances(withSeverities(found, severities), [...own, ...allowances]);
      return {
        ...one,
        diagnostics: [...one.diagnostics, ...judged.diagnostics],
        silenced: [...one.silenced, ...judged.silenced],
      };
    }),
  );
}

const postIdOf = ({ cells }: SheetRow): string => cells.post_id?.text.trim() ?? '';

/** With these the link of the row is mended first. */
const unusable: ReadonlySet<string> = new Set(['link-invalid', 'link-scheme', 'link-userinfo']);

interface AskedLink {
  readonly url: string;
  readonly at: Location;
}

/** The links that can be followed, each once, of a post that is not out yet. */
function linksOf(row: SheetRow, { diagnostics }: CheckedSource): readonly AskedLink[] {
  const { utm_url: own, post_copy: copy, status } = row.cells;
  if (/^(posted|done)$/.test(status?.text.trim() ?? '')) return [];
  const broken = diagnostics.some((one) => one.post_id === postIdOf(row) && unusable.has(one.code));
  const links = [
    ...(own && !broken ? [{ url: own.text.trim(), at: own }] : []),
    ...(copy
      ? linksIn(copy.text).map(({ url, index }) => ({ url, at: placeIn(copy, index) }))
      : []),
  ].filter(({ url }) => /^https?:\/\//i.test(url) && URL.canParse(url));
  return links.filter(({ url }, index) => links.findIndex((one) => one.url === url) === index);
}

type Words = readonly [code: CheckCode, message: string, hint: string];

const openIt = 'Open it in a browser, and mend the link or the page.';

/** What keeps an answer from a program, though a person may see the page; or passes by itself. */
const notForPrograms: ReadonlySet<number> = new Set([401, 403, 407, 408, 425, 429, 451]);

function wordsOf(report: LinkReport | undefined, within: string): Words | null {
  if (!report) return null;
  const { path, end } = report;
  const through = path.length > 1 ? ` (it leads to ${addressOf(path.at(-1) ?? '')})` : '';
  if (end.kind === 'time-over')
    return [
      'link-unreachable',
      `The link was not asked for: the ${within} for all links were over.`,
      'Give more time with --within, or check fewer sheets at once.',
    ];
  if (end.kind === 'too-many-redirects')
    return ['link-broken', `The link leads around without an end${through}.`, openIt];
  if (end.kind === 'no-answer' && end.internal)
    return [
      'link-broken',
      `The link leads inside of a network${through}; it was not asked for.`,
      'Use the address that readers can reach. For a rehearsal, --allow-local asks for it.',
    ];
  if (end.kind === 'no-answer') {
    const noHost = end.why.includes('ENOTFOUND');
    const words = `The link does not answer${through}: ${end.why}.`;
    return noHost
      ? ['link-broken', words, 'Look at the name of the host.']
      : ['link-unreachable', words, 'Try it again later, and in a browser.'];
  }
  const { status } = end;
  const words = `The link answers ${status}${through}.`;
  const look = 'Look in a browser whether people see the page.';
  if (status >= 500 || notForPrograms.has(status)) return ['link-unreachable', words, look];
  if (status >= 400) return ['link-broken', words, openIt];
  // What names a page was followed: this names none, or an app or a script.
  if (status >= 300)
    return ['link-unreachable', `${words.slice(0, -1)}, a redirect to no page.`, look];
  return path.length > 1 ? redirected(path) : null;
}

/** As it may be shown: a page that leads on may give a password with it. */
function addressOf(link: string): string {
  const url = URL.parse(link);
  if (!url || (url.username === '' && url.password === '')) return visible(link, 100);
  url.username = '';
  url.password = '';
  return visible(url.href, 100);
}

function redirected(path: readonly string[]): Words {
  const [first = ''] = path;
  const last = path.at(-1) ?? '';
  const given = URL.parse(first)?.searchParams;
  const kept = URL.parse(last)?.searchParams;
  const lost = [...(given?.keys() ?? [])].filter(
    (name) => name.startsWith('utm_') && kept?.get(name) !== given?.get(name),
  );
  const where = addressOf(last);
  return lost.length > 0
    ? [
        'link-loses-utm',
        `The link leads to ${where}, and loses ${lost.join(', ')} on the way.`,
        'Link to that page itself: else no visit counts for this post.',
      ]
    : [
        'link-redirects',
        `The link leads to ${where}.`,
        'Link to that page itself; a redirect may end some day.',
      ];
}
