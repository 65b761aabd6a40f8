/** What a link has to say, by parameter: `utm_source` → `x`. */
export type Wanted = Readonly<Record<string, string>>;

export interface MendedLink {
  readonly link: string;
  /** `utm_source corrected`, `utm_content added`. */
  readonly what: readonly string[];
}

/**
 * Puts parameters into a link, and leaves every other letter of it as it stands: their order, their
 * encoding, what stands behind a `#`. One that stands twice is left: which of the two is meant is
 * not for a program to say.
 */
export function mendLink(link: string, wanted: Wanted): MendedLink {
  const hash = link.indexOf('#');
  const fragment = hash < 0 ? '' : link.slice(hash);
  const whole = hash < 0 ? link : link.slice(0, hash);
  const mark = whole.indexOf('?');
  const address = mark < 0 ? whole : whole.slice(0, mark);
  let pairs = mark < 0 ? [] : whole.slice(mark + 1).split('&');
  const what: string[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    const mine = pairs.filter((pair) => nameOf(pair) === name);
    const [only] = mine;
    if (mine.length > 1 || (only !== undefined && givenBy(only) === value)) continue;
    const pair = `${name}=${encodeURIComponent(value)}`;
    if (only === undefined) {
      // What is left of `?` alone, or of a `&` at the end, is no parameter.
      if (pairs.at(-1) === '') pairs = pairs.slice(0, -1);
      pairs = [...pairs, pair];
      what.push(`${name} added`);
    } else {
      pairs = pairs.map((one) => (one === only ? pair : one));
      what.push(`${name} ${givenBy(only) === '' ? 'added' : 'corrected'}`);
    }
  }
  return { link: what.length === 0 ? link : `${address}?${pairs.join('&')}${fragment}`, what };
}

const nameOf = (pair: string): string => [...new URLSearchParams(pair).keys()][0] ?? '';
const givenBy = (pair: string): string => [...new URLSearchParams(pair).values()][0] ?? '';
