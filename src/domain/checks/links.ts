import { visible } from '../text.ts';
import type { CheckContext } from './context.ts';
import type { Row } from './row.ts';

const utmHint =
  'Each link carries utm_source (the platform), utm_campaign (the week) and utm_content (the post_id).';

/**
 * The link of a row: one that readers may follow safely and that can be measured.
 *
 * @param address the link as it is read; null where it is no address
 * @param platformKnown false where the platform is the mistake: then no link is measured against it
 */
export function checkLink(
  row: Row,
  address: URL | null,
  context: CheckContext,
  platformKnown: boolean,
): void {
  const link = row.text('utm_url');
  if (link === '') {
    row.report('utm-missing', 'utm_url', 'utm_url is empty: the post has no link.', utmHint);
    return;
  }
  const url = readLink(row, link, address);
  if (url) checkUtm(row, url, context, platformKnown);
}

function readLink(row: Row, link: string, address: URL | null): URL | null {
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(link)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    const shown = visible(link);
    const message = `utm_url "${shown}" is not a full address.`;
    const hint = link.startsWith('/')
      ? 'Write it with https:// and the host.'
      : `Did you mean https://${shown}?`;
    row.report('link-invalid', 'utm_url', message, hint);
    return null;
  }
  const url = /^https?:/i.test(link) && !/^https?:\/\//i.test(link) ? null : address;
  if (!url || /[\s\\]/u.test(link)) {
    const message = `utm_url "${visible(link)}" is not an address.`;
    const hint = 'Copy the address anew from the browser; it holds no space and no backslash.';
    row.report('link-invalid', 'utm_url', message, hint);
    return null;
  }
  if (scheme !== 'https' && !(scheme === 'http' && isLoopback(url.hostname))) {
    const message = `utm_url begins with "${visible(scheme)}:"; only https: is allowed.`;
    row.report('link-scheme', 'utm_url', message, 'Use the https: address of the page.');
    return null;
  }
  if (url.username !== '' || url.password !== '') {
    const message = `utm_url holds a user name before the host ${url.host}.`;
    row.report('link-userinfo', 'utm_url', message, 'Remove everything up to the @.');
    return null;
  }
  if (entity.test(link)) {
    const message = 'utm_url holds "&amp;", as HTML writes a "&": what follows is no parameter.';
    row.report('link-escaped', 'utm_url', message, 'Write & instead of &amp;.');
    return null;
  }
  warnOfHost(row, url);
  return url;
}

/** `&amp;`, `&#38;`, `&#x26;` */
const entity = /&(?:amp|#0*38|#x0*26);/i;

/** `http:` is for rehearsals on this machine alone. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  host === '[::1]' ||
  /^127\.\d+\.\d+\.\d+$/.test(host);

function warnOfHost(row: Row, url: URL): void {
  if (!url.hostname.split('.').some((label) => label.startsWith('xn--'))) return;
  const message = `The host of utm_url holds letters other than a-z; its real name is ${url.hostname}.`;
  const hint = 'Make sure that this is the host that is meant: other letters can look the same.';
  row.report('link-host-punycode', 'utm_url', message, hint);
}

function checkUtm(row: Row, url: URL, { weekId }: CheckContext, platformKnown: boolean): void {
  const expected = [
    [
      'utm_source',
      platformKnown ? row.text('platform') : '',
      'utm-source-mismatch',
      'the platform',
    ],
    ['utm_campaign', weekId, 'utm-campaign-mismatch', 'the week'],
    ['utm_content', row.postId, 'utm-content-mismatch', 'the post_id'],
  ] as const;
  const missing = expected.map(([name]) => name).filter((name) => !url.searchParams.get(name));
  if (missing.length > 0)
    row.report('utm-missing', 'utm_url', `utm_url has no ${missing.join(', no ')}.`, utmHint);
  for (const [name, value, code, what] of expected) {
    const given = url.searchParams.get(name);
    // Where the platform or the week is not known, that is the finding.
    if (!given || value === '' || given === value) continue;
    const message = `${name} is "${visible(given)}", ${what} is "${visible(value)}".`;
    row.report(code, 'utm_url', message, `Write ${name}=${visible(value)}.`);
  }
  for (const name of new Set(url.searchParams.keys())) {
    if (!name.startsWith('utm_') || url.searchParams.getAll(name).length < 2) continue;
    const message = `${visible(name)} stands twice in utm_url.`;
    row.report('utm-duplicate', 'utm_url', message, 'Keep one of the two.');
  }
}
