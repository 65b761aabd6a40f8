import assert from 'node:assert/strict';
import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;

interface Answered {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>>;
}

/** One route of the OpenAPI document. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly operationId: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query';
    readonly required: boolean;
    readonly schema: Json;
  }[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: Json } };
  };
  readonly responses: Readonly<Record<string, Answered>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly 'x-scope'?: readonly string[];
}

interface Described {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, Omit<Operation, 'path' | 'method'>>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

/** What a document says of an API, for clients that know nothing else. */
export interface Description {
  readonly operations: readonly Operation[];
  /** The route of a request: `/api/accounts/x/main/pause` is one with a `{key}`. */
  operationOf(method: string, path: string): Operation | undefined;
  /** Fails where an answer is not as the document says. */
  check(operation: Operation, response: Response, body: string): void;
}

/** Reads an OpenAPI document as a client would. */
export function describedBy(document: unknown): Description {
  const { openapi, paths, components } = document as Described;
  assert.equal(openapi, '3.1.0');
  const schemas = Object.fromEntries(
    Object.entries(components.schemas).map(([name, schema]) => [name, z.fromJSONSchema(schema)]),
  );
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, of]): Operation => ({
        ...of,
        path,
        method: method.toUpperCase() as Operation['method'],
      }),
    ),
  );
  const fits = (operation: Operation, path: string) =>
    new RegExp(`^${operation.path.replace('{key}', '.+').replace(/\{\w+\}/g, '[^/]+')}$`).test(
      path,
    );
  return {
    operations,
    operationOf: (method, path) =>
      operations.find((one) => one.method === method && one.path === path) ??
      operations.find((one) => one.method === method && fits(one, path)),
    check(operation, response, body) {
      const what = `${operation.method} ${operation.path} → ${response.status} ${body.slice(0, 300)}`;
      if (response.status === 304) return;
      const answered = operation.responses[response.status];
      assert.ok(answered, `no such status in the document: ${what}`);
      const type = response.headers.get('content-type')?.split(';')[0] ?? '';
      const content = answered.content?.[type];
      assert.ok(content, `${type} is not in the document: ${what}`);
      if (!/json$/.test(type)) return;
      const name = content.schema.$ref.replace('#/components/schemas/', '');
      const parsed = schemas[name]?.safeParse(JSON.parse(body));
      assert.ok(parsed, `no schema ${name}`);
      assert.deepEqual(parsed.error?.issues ?? [], [], what);
    },
  };
}
