import { z } from 'zod';
import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Problem } from '../domain/result.ts';

/** The schema of a document says the same as its type; one that says less does not compile. */
export const of =
  <Document>() =>
  <Schema extends z.ZodType<Document>>(schema: Schema): Schema =>
    schema;

export const instant = z.iso.datetime().describe('ISO 8601, in UTC with milliseconds.');
export const instantOrNull = instant.nullable();
export const textOrNull = z.string().nullable();
export const counts = z.record(z.string(), z.number().int());

export const diagnostic = of<Diagnostic>()(
  z.strictObject({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    scope: z.enum(['sheet', 'row']),
    message: z.string(),
    hint: z.string(),
    file: z.string(),
    line: z.number().int(),
    column: z.number().int(),
    post_id: textOrNull,
  }),
);

export const trouble = of<Problem>()(
  z.object({ code: z.string(), message: z.string(), remedy: z.string() }),
);

/** An error: RFC 9457, with our code and what to do. */
export const problemSchema = z.strictObject({
  type: z.string().describe('urn:broadsheet:problem: and the code.'),
  title: z.string().describe('What is wrong.'),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().describe('What to do about it.'),
  docs: z.string().describe('Where the code is explained.'),
  diagnostics: z.array(diagnostic),
});
