import type { z } from 'zod';

/**
 * Reads what a network says.
 *
 * @returns null where it is no JSON, or other JSON than expected
 */
export function readJson<Schema extends z.ZodType>(
  schema: Schema,
  body: string,
): z.infer<Schema> | null {
  try {
    return schema.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}
