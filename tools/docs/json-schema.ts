import { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * A schema as JSON Schema 2020-12 (https://json-schema.org/draft/2020-12/schema).
 *
 * @param io `input`: as people write it, and open where the schema is; `output`: closed
 */
export function written(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { '~standard': _, ...json } = z.toJSONSchema(schema, {
    io,
    // What only code can tell is told by the program itself.
    unrepresentable: 'any',
    override: ({ jsonSchema }) => plain(jsonSchema),
  });
  return json;
}

/** Without what is there for programs only and hides the rest from people. */
function plain(json: JsonSchema): void {
  // The format says it, and that a whole number is one that JavaScript holds is no news.
  if (json.format === 'date-time') delete json.pattern;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
}
