import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What of a text breaks the vendor's own description; empty: nothing. */
export type SpecCheck = (body: string) => readonly string[];

type JsonSchema = Exclude<Parameters<typeof z.fromJSONSchema>[0], boolean>;

function checkBy(schema: JsonSchema): SpecCheck {
  const built = z.fromJSONSchema(schema);
  return (body) => {
    const checked = built.safeParse(JSON.parse(body));
    return (checked.error?.issues ?? []).map(
      ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
    );
  };
}

interface BotApi {
  readonly methods: Readonly<Record<string, Described & { readonly returns: readonly string[] }>>;
  readonly types: Readonly<Record<string, Described>>;
}

interface Described {
  readonly fields?: readonly {
    readonly name: string;
    readonly types: readonly string[];
    readonly required: boolean;
  }[];
  readonly subtypes?: readonly string[];
}

/**
 * A method of Telegram's Bot API, from its machine-readable description. What the description does
 * not name is refused.
 *
 * @param file with `methods` and `types`
 */
export function botApiMethod(file: string, name: string) {
  const { methods, types }: BotApi = JSON.parse(readFileSync(file, 'utf8'));
  const method = methods[name];
  if (!method) throw new Error(`${file} has no method ${name}`);
  const $defs = Object.fromEntries(
    Object.entries(types).map(([type, described]) => [type, schemaOf(described)]),
  );
  // The envelope is described in words only: https://core.telegram.org/bots/api#making-requests
  const accepted = strict({ ok: { const: true }, result: anyOf(method.returns) });
  const refused = strict(
    { ok: { const: false }, error_code: { type: 'integer' }, description: { type: 'string' } },
    { parameters: { $ref: '#/$defs/ResponseParameters' } },
  );
  return {
    request: checkBy({ $defs, ...schemaOf(method) }),
    accepted: checkBy({ $defs, ...accepted }),
    refused: checkBy({ $defs, ...refused }),
  };
}

function schemaOf({ fields = [], subtypes }: Described): JsonSchema {
  if (subtypes) return anyOf(subtypes);
  const properties = (required: boolean) =>
    Object.fromEntries(
      fields.filter((one) => one.required === required).map((one) => [one.name, anyOf(one.types)]),
    );
  return strict(properties(true), properties(false));
}

const strict = (
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
});

const anyOf = (types: readonly string[]): JsonSchema => {
  const [only, ...more] = types.map(typed);
  return only && more.length === 0 ? only : { anyOf: types.map(typed) };
};

const plain: Readonly<Record<string, JsonSchema>> = {
  Integer: { type: 'integer' },
  Float: { type: 'number' },
  String: { type: 'string' },
  Boolean: { type: 'boolean' },
  True: { const: true },
};

function typed(type: string): JsonSchema {
  const item = /^Array of (.*)$/.exec(type)?.[1];
  if (item !== undefined) return { type: 'array', items: typed(item) };
  return plain[type] ?? { $ref: `#/$defs/${type}` };
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses?: Readonly<Record<string, OpenApiContent>>;
    readonly parameters?: Readonly<Record<string, OpenApiParameter>>;
  };
}

interface OpenApiContent {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

interface OpenApiParameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
}

interface OpenApiOperation {
  readonly parameters?: readonly OpenApiParameter[];
  readonly requestBody?: OpenApiContent;
  readonly responses: Readonly<Record<string, OpenApiContent>>;
}

/**
 * An operation of an OpenAPI 3.1 description, whose schemas are JSON Schema. A request may hold
 * nothing that the description does not name; an answer may, because vendors add to theirs.
 *
 * @param path as in the description: `/webhooks/{webhook_id}/{webhook_token}`
 */
export function openApiOperation(file: string, method: string, path: string) {
  // References within a description are references within one JSON Schema, under another name.
  const text = readFileSync(file, 'utf8').replaceAll('#/components/schemas/', '#/$defs/');
  const { paths, components }: OpenApi = JSON.parse(text);
  const operation = paths[path]?.[method];
  if (!operation) throw new Error(`${file} has no ${method} ${path}`);
  const jsonOf = (described: OpenApiContent | undefined): JsonSchema => {
    const name = described?.$ref?.split('/').at(-1) ?? '';
    const found = components.responses?.[name] ?? described;
    const schema = found?.content?.['application/json']?.schema;
    if (!schema) throw new Error(`${file} describes no JSON there`);
    return schema;
  };
  const closed = Object.entries(components.schemas).map(([name, schema]) => [name, close(schema)]);
  const queried = (operation.parameters ?? [])
    .map((one) => components.parameters?.[one.$ref?.split('/').at(-1) ?? ''] ?? one)
    .flatMap((one) => (one.in === 'query' ? [one.name] : []));
  return {
    request: (body: string) =>
      checkBy({ ...jsonOf(operation.requestBody), $defs: Object.fromEntries(closed) })(body),
    /** The names in a query that are not described. @param target path and query */
    query: (target: string): readonly string[] =>
      [...new URL(target, 'http://vendor').searchParams.keys()].filter(
        (name) => !queried.includes(name),
      ),
    /** @param status as the description has it: `200`, `4XX` */
    answer: (status: string): SpecCheck =>
      checkBy({ ...jsonOf(operation.responses[status]), $defs: { ...components.schemas } }),
  };
}

const close = (schema: JsonSchema): JsonSchema =>
  schema.properties && !schema.allOf ? { ...schema, additionalProperties: false } : schema;
