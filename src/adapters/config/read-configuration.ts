import { z } from 'zod';
import type { AccountConfiguration, Configuration } from '../../domain/configuration.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { didYouMean } from '../../domain/nearest.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { type Document, readDocument, type Surroundings } from './document.ts';
import { overrides, replacedBy } from './environment.ts';
import { channelOf, nameProblems } from './notify.ts';
import { redactable } from './redaction.ts';
import { type Parsed, schema } from './schema.ts';
import { accountKey, isSpeakableKey, isSpeakableName, pathInWords } from './speakable.ts';

export interface ReadConfiguration extends Surroundings {
  /** For messages. */
  readonly path: string;
  readonly text: string;
  /** The settings of each connector, by its id. */
  readonly connectors: ReadonlyMap<string, { readonly settings: z.ZodType }>;
}

export interface ConfigurationAndSecrets {
  readonly configuration: Configuration;
  /** Every secret that was filled in: they are taken out of all that is written or shown. */
  readonly secrets: readonly string[];
}

/** Reads `broadsheet.yaml`: all of its mistakes in one pass, each with its key and its place. */
export function readConfiguration(
  input: ReadConfiguration,
): Result<ConfigurationAndSecrets, readonly Diagnostic[]> {
  const document = readDocument(input.path, input.text, input);
  if (document.value === null && document.diagnostics.length > 0)
    return failure(document.diagnostics);
  const merged = overrides(document.value ?? {}, input.environment);
  const parsed = schema.safeParse(merged);
  const issues = parsed.success ? [] : parsed.error.issues.map((issue) => ({ issue, of: schema }));
  const accounts = new Map<string, AccountConfiguration>();
  const diagnostics = [
    ...document.diagnostics,
    ...issues.flatMap(({ issue, of }) => describe(issue, of, [], merged, document, input)),
    ...readAccounts(merged, accounts, document, input),
    ...(parsed.success ? objections(parsed.data, document, input) : []),
  ];
  if (!parsed.success || diagnostics.length > 0)
    return failure(diagnostics.sort((a, b) => a.line - b.line || a.column - b.column));
  return success({
    configuration: build(parsed.data, accounts),
    secrets: redactable([
      ...document.secrets,
      parsed.data.assets.token ?? '',
      parsed.data.webhooks.secret ?? '',
      parsed.data.webhooks.github_secret ?? '',
      // Who has the address can keep the alarm from ringing.
      parsed.data.heartbeat?.url ?? '',
    ]),
  });
}

type Path = readonly PropertyKey[];

function readAccounts(
  value: unknown,
  accounts: Map<string, AccountConfiguration>,
  document: Document,
  input: ReadConfiguration,
): readonly Diagnostic[] {
  const entries = (value as { readonly accounts?: unknown }).accounts;
  if (typeof entries !== 'object' || entries === null) return [];
  return Object.entries(entries).flatMap(([key, entry]): readonly Diagnostic[] => {
    const path = ['accounts', key];
    if (!accountKey.test(key))
      return [
        problem(path, 'must be named platform/target, such as linkedin/company', document, input),
      ];
    if (typeof entry !== 'object' || entry === null) return [];
    const { connector, ...settings } = entry as Record<string, unknown>;
    if (typeof connector !== 'string') return [];
    const found = input.connectors.get(connector);
    if (!found) {
      const known = [...input.connectors.keys()];
      const hint = `${didYouMean(connector, known)}Connectors are ${known.join(', ')}.`;
      const message = `is no connector${isSpeakableName(connector) ? `: "${connector}"` : ''}`;
      return [problem([...path, 'connector'], message, document, input, hint)];
    }
    const parsed = found.settings.safeParse(settings);
    if (!parsed.success)
      return parsed.error.issues.flatMap((issue) =>
        describe(issue, found.settings, path, value, document, input),
      );
    accounts.set(key, { connector, settings: parsed.data as Record<string, unknown> });
    return [];
  });
}

/** What no single key shows. */
function objections(
  parsed: Parsed,
  document: Document,
  input: ReadConfiguration,
): readonly Diagnostic[] {
  const url = URL.parse(parsed.assets.repo);
  const named = url && url.protocol !== 'ssh:' && (url.username !== '' || url.password !== '');
  const found: Diagnostic[] = [];
  if (named)
    found.push(
      problem(
        ['assets', 'repo'],
        'holds a user name or a password',
        document,
        input,
        'Take it out, and set assets.token.',
      ),
    );
  for (const { position, message } of nameProblems(parsed.notify)) {
    const hint = 'Give it a `name` of its own.';
    found.push(problem(['notify', position], message, document, input, hint));
  }
  return found;
}

function describe(
  issue: z.core.$ZodIssue,
  of: z.ZodType,
  prefix: Path,
  /** With what the environment replaces. */
  value: unknown,
  document: Document,
  input: ReadConfiguration,
): readonly Diagnostic[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(of, issue.path);
    return issue.keys.map((key) => {
      const hint = `${didYouMean(key, known)}${known.length > 0 ? `Settings here are ${known.join(', ')}.` : ''}`;
      const inner = [...path, key];
      const found = isSpeakableKey(key, valueAt(value, inner))
        ? problem(inner, 'is no setting', document, input, hint)
        : problem(path, 'has a key that is no setting', document, input, hint);
      return { ...found, ...document.locateKey(inner) };
    });
  }
  const allowed = allowedBy(issue);
  if (allowed && valueAt(value, path) !== undefined) {
    const given = valueAt(value, path);
    const hint = `${typeof given === 'string' ? didYouMean(given, allowed) : ''}Allowed are ${allowed.join(', ')}.`;
    return [problem(path, `must be one of ${allowed.join(', ')}`, document, input, hint)];
  }
  if (allowed)
    return [problem(path, 'is missing', document, input, `Allowed are ${allowed.join(', ')}.`)];
  if (issue.code === 'invalid_type') {
    if (valueAt(value, path) === undefined)
      return [problem(path, 'is missing', document, input, hintForMissing(path, issue, input))];
    const own = issue.message.startsWith('Invalid input') ? null : issue.message;
    const hint = hintForType(issue, valueAt(value, path));
    return [problem(path, own ?? `must be ${nameOf(issue)}`, document, input, hint)];
  }
  if (issue.code === 'too_small' || issue.code === 'too_big')
    return [problem(path, sizeInWords(issue), document, input)];
  if (issue.code === 'custom' || issue.code === 'invalid_format')
    return [problem(path, issue.message.replace(/^Invalid /, 'must be a valid '), document, input)];
  return [problem(path, 'is not of a form that is read here', document, input)];
}

/** The values that a setting may have, where it has another or none. */
function allowedBy(issue: z.core.$ZodIssue): readonly string[] | null {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_union' && 'options' in issue ? issue.options.map(String) : null;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a map of settings',
  record: 'a map',
};

const nameOf = ({ expected }: { readonly expected: string }): string => kinds[expected] ?? expected;

/** YAML takes 123 for a number and true for no text, and makes other digits of a long number. */
const hintForType = ({ expected }: { readonly expected: string }, given: unknown): string =>
  expected === 'string' && (typeof given === 'number' || typeof given === 'boolean')
    ? 'Write it in quotes: without them it is not a text.'
    : '';

type Size = z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig;

function sizeInWords(issue: Size): string {
  const isLeast = issue.code === 'too_small';
  const bound = isLeast ? issue.minimum : issue.maximum;
  const limit = `${isLeast ? 'at least' : 'at most'} ${bound}`;
  if (issue.origin === 'array') return isLeast ? 'must name at least one' : `must name ${limit}`;
  if (issue.origin === 'string')
    return isLeast && bound === 1 ? 'must not be empty' : `must have ${limit} signs`;
  return issue.inclusive === false
    ? `must be ${isLeast ? 'more' : 'less'} than ${bound}`
    : `must be ${limit}`;
}

function hintForMissing(
  path: Path,
  issue: { readonly expected: string },
  { connectors }: ReadConfiguration,
): string {
  const isConnector = path.length === 3 && path[0] === 'accounts' && path[2] === 'connector';
  return isConnector
    ? `Connectors are ${[...connectors.keys()].join(', ')}.`
    : `Set it to ${nameOf(issue)}.`;
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );

/** The settings that a schema has at a path. */
function keysAt(of: z.ZodType, path: Path): readonly string[] {
  let at: z.ZodType | undefined = unwrap(of);
  for (const key of path) {
    if (at instanceof z.ZodObject) at = unwrap(at.shape[String(key)]);
    else if (at instanceof z.ZodArray) at = unwrap(at.element as z.ZodType);
    else return [];
  }
  const shapes = at instanceof z.ZodDiscriminatedUnion ? at.options : [at];
  return [
    ...new Set(shapes.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []))),
  ];
}

function unwrap(of: z.ZodType | undefined): z.ZodType | undefined {
  let at = of;
  while (
    at instanceof z.ZodDefault ||
    at instanceof z.ZodPrefault ||
    at instanceof z.ZodOptional ||
    at instanceof z.ZodNullable
  )
    at = at.unwrap() as z.ZodType;
  return at;
}

function problem(
  path: Path,
  message: string,
  document: Document,
  input: ReadConfiguration,
  hint = '',
): Diagnostic {
  const variable = replacedBy(path, input.environment);
  return {
    code: 'configuration-invalid',
    severity: 'error',
    scope: 'sheet',
    message: `${path.length > 0 ? pathInWords(path) : 'The configuration'} ${message}`,
    hint: hint.trim(),
    ...(variable === null
      ? { file: input.path, ...document.locate(path) }
      : { file: variable, line: 1, column: 1 }),
    post_id: null,
  };
}

function build(parsed: Parsed, accounts: ReadonlyMap<string, AccountConfiguration>): Configuration {
  const { allow_file_protocol, ...assets } = parsed.assets;
  return {
    timezone: parsed.timezone,
    assets: { ...assets, allowFileProtocol: allow_file_protocol },
    approval: parsed.approval,
    lateAfterMilliseconds: parsed.late_after,
    spacingMilliseconds: parsed.spacing,
    quiet: parsed.quiet,
    schedule: parsed.schedule,
    accounts,
    webhooks: { secret: parsed.webhooks.secret, githubSecret: parsed.webhooks.github_secret },
    notify: parsed.notify.map(channelOf),
    heartbeat: parsed.heartbeat && {
      url: parsed.heartbeat.url,
      allowLocal: parsed.heartbeat.allow_local,
    },
    log: parsed.log,
    mergeTags: parsed.merge_tags,
    checks: new Map(Object.entries(parsed.checks)),
  };
}
