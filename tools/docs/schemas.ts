import { type DocumentName, documents } from '../../src/application/documents/all.ts';
import { configurationSchema } from './configuration-schema.ts';
import { type JsonSchema, written } from './json-schema.ts';

/** The JSON Schema of a document. It is open: a further field is no new version. */
export function documentSchema(name: DocumentName): JsonSchema {
  return { ...written(documents[name], 'input'), title: `broadsheet/${name}@1` };
}

const text = (schema: JsonSchema): string => `${JSON.stringify(schema, null, 2)}\n`;

/** Every JSON Schema that is made from the sources, by its path from the root of the repository. */
export const schemas: Readonly<Record<string, () => string>> = {
  'schemas/configuration.schema.json': () => text(configurationSchema()),
  ...Object.fromEntries(
    (Object.keys(documents) as DocumentName[]).map((name) => [
      `schemas/${name}.schema.json`,
      () => text(documentSchema(name)),
    ]),
  ),
};

/** As closed as the sources are: what a document holds beside it is a mistake of ours. */
export const closedSchema = (name: DocumentName): JsonSchema => written(documents[name], 'output');
