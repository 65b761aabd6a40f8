import type { Visit, Visitor } from './ports/visitor.ts';

/** Where a link leads in the end. */
export interface LinkReport {
  /** The addresses that it led through; the last is where it ends. At least the link itself. */
  readonly path: readonly string[];
  readonly end: Visit | { readonly kind: 'too-many-redirects' } | { readonly kind: 'time-over' };
}

const mostRedirects = 5;
const mostHosts = 4;

/**
 * Follows each link to its end. Polite: one request at a time for a host, few hosts at once, and
 * each link once however many rows have it.
 *
 * @param over when it is, no further request is made; those on their way end by their own limit
 */
export async function checkLinks(
  links: readonly string[],
  visit: Visitor,
  over: { readonly aborted: boolean } = { aborted: false },
): Promise<ReadonlyMap<string, LinkReport>> {
  const reports = new Map<string, LinkReport>();
  const queues = [...Map.groupBy(new Set(links), hostOf).values()];
  // What redirects lead to is one host's too: its turn is waited for.
  const turns = new Map<string, Promise<unknown>>();
  const inTurn: VisitInTime = (url) => {
    const before = turns.get(hostOf(url)) ?? Promise.resolve();
    // What waits for its turn may find that the time is over.
    const mine = before.then(() => (over.aborted ? null : visit(url)));
    turns.set(hostOf(url), mine);
    return mine;
  };
  const work = async () => {
    for (let queue = queues.shift(); queue; queue = queues.shift())
      for (const link of queue) reports.set(link, await follow(link, inTurn));
  };
  await Promise.all(Array.from({ length: mostHosts }, work));
  return reports;
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? '';

/** Null: the time is over. */
type VisitInTime = (url: string) => Promise<Visit | null>;

async function follow(link: string, visit: VisitInTime): Promise<LinkReport> {
  const path = [withoutFragment(link)];
  for (;;) {
    const here = path.at(-1) ?? link;
    const end = await visit(here);
    if (end === null) return { path, end: { kind: 'time-over' } };
    const next = end.kind === 'answered' ? redirectOf(end, here) : null;
    if (next === null) return { path, end };
    if (path.includes(next) || path.length > mostRedirects)
      return { path: [...path, next], end: { kind: 'too-many-redirects' } };
    path.push(next);
  }
}

/** Null where it goes no further, or to something that is no page. */
function redirectOf(
  { status, location }: { readonly status: number; readonly location: string | null },
  from: string,
): string | null {
  if (status < 300 || status > 399 || location === null) return null;
  const next = URL.parse(location, from);
  return next && /^https?:$/.test(next.protocol) ? withoutFragment(next.href) : null;
}

const withoutFragment = (url: string): string => url.replace(/#.*$/s, '');
