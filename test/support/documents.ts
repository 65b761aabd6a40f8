import assert from 'node:assert/strict';
import { z } from 'zod';
import { type DocumentName, documents } from '../../src/application/documents/all.ts';
import { closedSchema } from '../../tools/docs/schemas.ts';

type Schema = Exclude<Parameters<typeof z.fromJSONSchema>[0], boolean>;

/** What of a value breaks a JSON Schema; empty: nothing. */
export type Breaks = (value: unknown) => readonly string[];

export function breaksOf(schema: object): Breaks {
  const built = z.fromJSONSchema(schema as Schema);
  return (value) =>
    (built.safeParse(value).error?.issues ?? []).map(
      ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
    );
}

const closed = new Map<string, Breaks>();

function closedBreaks(name: DocumentName): Breaks {
  const known = closed.get(name) ?? breaksOf(closedSchema(name));
  closed.set(name, known);
  return known;
}

/** The name of a document: `plan` of `broadsheet/plan@1`; null where it is none that is published. */
export function nameOf(document: unknown): DocumentName | null {
  const { schema } = (document ?? {}) as { readonly schema?: unknown };
  const name = /^broadsheet\/([a-z-]+)@1$/.exec(String(schema))?.[1] ?? '';
  return Object.hasOwn(documents, name) ? (name as DocumentName) : null;
}

/** Any document of ours, as it is: what its JSON Schema does not say fails the test that met it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look at documents of many shapes
export function asPublished(document: any): any {
  const { schema } = document ?? {};
  if (!String(schema).startsWith('broadsheet/')) return document;
  const name = nameOf(document);
  assert.ok(name, `${schema} has no JSON Schema`);
  assert.deepEqual(closedBreaks(name)(document), [], `${schema} is not as its JSON Schema says`);
  return document;
}
