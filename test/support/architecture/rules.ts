import type { Mention, SourceFacts } from './source-facts.ts';

interface Layer {
  /** The layers whose sources it may import. */
  readonly sees: readonly string[];
  /** The packages that it may import; none given: any. */
  readonly packages?: readonly string[];
  readonly why: string;
}

const entry = 'only src/compose.ts knows the adapters, and only the command line opens it';

/** `domain ← application ← http ← {adapters, connectors} ← compose ← cli`, with `api` and `worker` between. */
const layers: Readonly<Record<string, Layer>> = {
  domain: {
    sees: ['domain'],
    // What computes and nothing else.
    packages: [
      'node:crypto',
      'node:module',
      'cron-parser',
      'leven',
      'temporal-polyfill',
      'twitter-text',
    ],
    why: 'the domain is pure: no input or output, no clock, no environment',
  },
  application: {
    sees: ['domain', 'application'],
    packages: ['node:crypto', 'zod'],
    why: 'use cases reach the world outside through ports only',
  },
  http: {
    sees: ['domain', 'application', 'http'],
    why: 'the one way out over HTTP knows nobody who uses it',
  },
  adapters: {
    sees: ['domain', 'application', 'http'],
    why: 'an adapter knows its ports, no other adapter and no connector',
  },
  connectors: {
    sees: ['domain', 'application', 'http', 'connectors'],
    why: 'a connector knows its ports and no adapter',
  },
  compose: {
    sees: ['domain', 'application', 'adapters', 'connectors'],
    why: 'the composition root puts parts together and starts none of the entries',
  },
  api: { sees: ['domain', 'application', 'api'], why: entry },
  worker: { sees: ['domain', 'application', 'worker'], why: entry },
  cli: { sees: ['domain', 'application', 'compose', 'api', 'worker', 'cli'], why: entry },
};

/** Names of the platform through which code would reach what a pure one must not. */
const impure = new Set([
  ...['process', 'globalThis', 'console', 'fetch', 'Date', 'performance'],
  ...['setTimeout', 'setInterval', 'setImmediate'],
]);

/** Counts with instants as `Date` does, and never asks it for the time: that is looked at too. */
const instants = 'src/domain/time.ts';

const clock = 'src/adapters/clock/';
const mostLines = 300;

const layerOf = (path: string): string => /^src\/([^/.]+)/.exec(path)?.[1] ?? '';
const adapterOf = (path: string): string | undefined => /^src\/adapters\/[^/]+/.exec(path)?.[0];
const isTest = (path: string): boolean => path.endsWith('.test.ts');
const place = (path: string, at: Mention): string => `${path}:${at.line}`;

/** Everything in which a source breaks a rule: the place, what it does, and the rule. */
export function violations(source: SourceFacts): readonly string[] {
  const { path, lines } = source;
  const long =
    lines > mostLines
      ? [`${path} has ${lines} lines: over ${mostLines} it is asking to be two`]
      : [];
  // A test puts parts together that do not know each other.
  if (isTest(path)) return long;
  const layer = layers[layerOf(path)];
  if (!layer)
    return [...long, `${path} is in no layer: give it one in test/support/architecture/rules.ts`];
  return [
    ...long,
    ...foreignImports(source, layer),
    ...impureNames(source, layer),
    ...clockReads(source),
    ...timeInSql(path, source.texts),
  ];
}

/**
 * Sources that import each other, also by way of others, and types too: none of them can be read, or
 * moved, by itself.
 */
export function circles(sources: readonly SourceFacts[]): readonly string[] {
  const imports = new Map(sources.map((one) => [one.path, one.imports.map(({ text }) => text)]));
  const found: string[] = [];
  const done = new Set<string>();
  const follow = (path: string, way: readonly string[]): void => {
    const begin = way.indexOf(path);
    if (begin >= 0) found.push([...way.slice(begin), path].join(' -> '));
    if (begin >= 0 || done.has(path)) return;
    for (const next of imports.get(path) ?? []) follow(next, [...way, path]);
    done.add(path);
  };
  for (const { path } of sources) follow(path, []);
  return found;
}

function foreignImports({ path, imports }: SourceFacts, layer: Layer): readonly string[] {
  return imports
    .filter(({ text }) => !mayImport(path, text, layer))
    .map((at) => `${place(path, at)} imports ${at.text}: ${layer.why}`);
}

function mayImport(path: string, target: string, { sees, packages }: Layer): boolean {
  // The code decides at run time what it is: no rule could see it.
  if (target.startsWith('(')) return false;
  if (target.startsWith('src/'))
    return sees.includes(layerOf(target)) || isSameAdapter(path, target);
  return packages === undefined ? !target.startsWith('test/') : packages.includes(target);
}

const isSameAdapter = (path: string, target: string): boolean =>
  adapterOf(path) !== undefined && adapterOf(path) === adapterOf(target);

function impureNames({ path, names }: SourceFacts, layer: Layer): readonly string[] {
  if (layer !== layers.domain && layer !== layers.application) return [];
  return names
    .filter(({ text }) => impure.has(text) && !(text === 'Date' && path === instants))
    .map((at) => `${place(path, at)} uses ${at.text}: ${layer.why}`);
}

function clockReads({ path, clockReads: reads }: SourceFacts): readonly string[] {
  if (path.startsWith(clock)) return [];
  return reads.map(
    (at) => `${place(path, at)} reads ${at.text}: only ${clock} asks what time it is`,
  );
}

const timeOfServer =
  /\b(?:(?:now|(?:clock|statement|transaction)_timestamp)\s*\(\s*\)|current_(?:timestamp|date|time)\b|localtime(?:stamp)?\b)/i;

/** SQL that asks the server's clock, in texts of a source or the lines of a migration. */
export function timeInSql(path: string, texts: readonly Mention[]): readonly string[] {
  return texts.flatMap((at) => {
    const [said] = timeOfServer.exec(at.text.replace(/--.*$/gm, '')) ?? [];
    if (said === undefined) return [];
    return [`${place(path, at)} says ${said} in SQL: time comes from the Clock port, as text`];
  });
}
