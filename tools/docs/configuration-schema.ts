import { schema } from '../../src/adapters/config/schema.ts';
import { registry } from '../../src/connectors/registry.ts';
import { catalogue, type Rule } from '../../src/domain/checks/catalogue.ts';
import { type JsonSchema, written } from './json-schema.ts';

/** `token: "${VARIABLE}"`: any text of the configuration may come from the environment. */
const variable: JsonSchema = { type: 'string', pattern: '\\$\\{\\w+\\}' };

/** As in `src/adapters/config/document.ts`: `token_file` names a file that holds the token. */
const fileOf = (setting: string): JsonSchema => ({
  type: 'string',
  description: `A file that holds \`${setting}\`.`,
});

/** The JSON Schema of `broadsheet.yaml`, with the settings of each connector, for editors. */
export function configurationSchema(): JsonSchema {
  const { properties = {}, ...rest } = written(schema, 'input');
  const all: JsonSchema = {
    ...rest,
    title: 'Configuration of Broadsheet',
    properties: {
      ...properties,
      accounts: {
        type: 'object',
        description: '`platform/target`, as the sheet names them, and what stands behind it.',
        propertyNames: { pattern: '^[a-z][a-z0-9-]*/\\S+$' },
        additionalProperties: { anyOf: [...registry().values()].map(account) },
      },
      checks: checks(),
    },
  };
  return replaceable(all) as JsonSchema;
}

function account({ id, name, settings }: Connector): JsonSchema {
  const { $schema: _, properties = {}, required = [], ...rest } = written(settings, 'input');
  return {
    ...rest,
    title: name,
    properties: { connector: { const: id }, ...properties },
    required: ['connector', ...required],
  };
}

type Connector = ReturnType<typeof registry> extends ReadonlyMap<string, infer One> ? One : never;

/** A code that is fixed can not be set otherwise. */
function checks(): JsonSchema {
  const rules: readonly (readonly [string, Rule])[] = Object.entries(catalogue);
  const properties = rules
    .filter(([, rule]) => !rule.fixed)
    .map(([code, { title, why, severity }]) => [
      code,
      { enum: severities, description: `${title}: ${lower(why)} Else: ${severity}.` },
    ]);
  return {
    type: 'object',
    description: 'How severe a finding is, by its code.',
    properties: Object.fromEntries(properties),
    additionalProperties: { enum: severities },
  };
}

const severities = ['error', 'warning', 'off'];

const lower = (text: string): string => `${text[0]?.toLowerCase() ?? ''}${text.slice(1)}`;

/** Everywhere a text has a form, a variable may stand; and a secret may be a file. */
function replaceable(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(replaceable);
  if (typeof node !== 'object' || node === null) return node;
  const json = node as JsonSchema;
  const entries = Object.entries(json).map(([key, value]) => [
    key,
    key === 'properties' || key === '$defs' ? namedBy(value as Named) : replaceable(value),
  ]);
  const inner = Object.fromEntries(entries) as JsonSchema;
  return hasForm(json)
    ? { ...annotations(json), anyOf: [form(inner), variable] }
    : withFiles(inner);
}

type Named = Readonly<Record<string, JsonSchema>>;

const namedBy = (named: Named): Named =>
  Object.fromEntries(
    Object.entries(named).map(([name, value]) => [name, replaceable(value) as JsonSchema]),
  );

const hasForm = (json: JsonSchema): boolean =>
  json.type === 'string' && [json.pattern, json.format, json.enum].some((one) => one !== undefined);

const annotations = ({ description, default: usual }: JsonSchema): JsonSchema => ({
  ...(description !== undefined && { description }),
  ...(usual !== undefined && { default: usual }),
});

const form = ({ description: _, default: __, ...rest }: JsonSchema): JsonSchema => rest;

const secret = /^(token|password|secret|client_secret|github_secret|api_key|webhook)$/;

function withFiles(json: JsonSchema): JsonSchema {
  const named = Object.keys(json.properties ?? {}).filter((name) => secret.test(name));
  if (named.length === 0) return json;
  const files = named.map((name) => [`${name}_file`, fileOf(name)]);
  const required = (json.required ?? []).filter((name) => !secret.test(name));
  return {
    ...json,
    properties: { ...json.properties, ...Object.fromEntries(files) },
    required,
  };
}
