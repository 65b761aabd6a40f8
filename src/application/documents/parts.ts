import { z } from 'zod';
import type { Diagnostic, Silenced } from '../../domain/diagnostic.ts';
import type { Problem } from '../../domain/result.ts';

/** What nobody changes, down to its leaves: the type of a document that was made. */
export type Immutable<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Immutable<Value[Key]> }
  : Value;

export const instant = z.iso.datetime().describe('ISO 8601, in UTC.');
export const instantOrNull = instant.nullable();
export const textOrNull = z.string().nullable();
export const whole = z.int().min(0);
export const counts = z.record(z.string(), whole);

export const zone = z
  .string()
  .describe('IANA zone of the workspace, for whoever shows the instants.');

/** The schema says all that the type says, and nothing else: one that says less does not compile. */
export const of =
  <Value>() =>
  <Schema extends z.ZodType<Value>>(schema: Schema): Schema =>
    schema;

export const diagnostic = of<Diagnostic>()(
  z.object({
    code: z.string().describe('Stable: configurations and people cite it.'),
    severity: z.enum(['error', 'warning']),
    scope: z.enum(['sheet', 'row']).describe('What an error costs: the whole sheet, or one row.'),
    message: z.string().describe('What is wrong.'),
    hint: z.string().describe('How to mend it; empty where there is nothing to say.'),
    file: z.string(),
    line: z.int().min(1),
    column: z.int().min(1).describe('Counts characters, not bytes.'),
    post_id: textOrNull,
  }),
);

export const silenced = of<Silenced>()(diagnostic.extend({ reason: z.string() }));

export const problem = of<Problem>()(
  z.object({
    code: z.string().describe('Stable.'),
    message: z.string().describe('What happened.'),
    remedy: z.string().describe('What to do about it.'),
  }),
);

/** Whose posts they are, as their network says. */
export const owner = {
  posts_as: textOrNull.describe('As the network says it; null where it did not.'),
  problem: problem
    .nullable()
    .describe(
      'With the code `owner-differs` the token is of another than the configuration names; `owner-untold`: the network did not say whose it is.',
    ),
};

/** What tells a delivery from others, for people. */
export const naming = {
  id: z.string(),
  post_id: z.string(),
  platform: z.string(),
  target: z.string(),
};
