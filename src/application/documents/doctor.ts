import { z } from 'zod';
import { type Immutable, instant, instantOrNull, owner, textOrNull, whole } from './parts.ts';

const check = z.object({
  name: z
    .string()
    .describe(
      'What was looked at; of the posts of an account `platform/target`, as in the configuration.',
    ),
  result: z
    .enum(['ok', 'note', 'problem'])
    .describe('`problem` needs a person; `note` is worth knowing.'),
  message: z.string(),
  remedy: z.string().describe('What to do about it; empty where there is nothing to do.'),
});

export const doctorDocument = z.object({
  schema: z.literal('broadsheet/doctor@1'),
  as_of: instantOrNull,
  ok: z.boolean(),
  checks: z.array(check),
  owners: z
    .array(z.object({ account: z.string().describe('`platform/target`.'), ...owner }))
    .describe('Accounts whose networks can say whose posts they are.'),
});

/** What `doctor --json` prints. */
export type DoctorDocument = Immutable<z.infer<typeof doctorDocument>>;

/** One thing that was looked at. */
export type DoctorCheck = Immutable<z.infer<typeof check>>;

export const restoredDocument = z.object({
  schema: z.literal('broadsheet/restored@1'),
  instance_id: z.string(),
  restored_at: instant,
  unconfirmed: whole.describe(
    'Deliveries that the original may have published, and that are looked for now.',
  ),
});

const step = z.object({
  name: z
    .enum(['post', 'look-up', 'remove', 'look-again'])
    .describe('`look-again`: whether it is gone after it was removed.'),
  result: z
    .enum(['ok', 'problem', 'unknown', 'skipped'])
    .describe('`problem`: it did not do what it should; `unknown`: whether it did is not known.'),
  took_ms: whole.describe('Real time that the network took.'),
  message: z.string(),
  remedy: z.string().describe('What to do about it; empty where there is nothing to do.'),
  remote_url: textOrNull.describe('Where the test post is to be seen, where that is known.'),
});

export const smokeTestDocument = z.object({
  schema: z.literal('broadsheet/smoke-test@1'),
  ok: z.boolean().describe('Every request did what it should.'),
  account: z.string(),
  connector: z.string(),
  network: z.string(),
  place: z.string(),
  title: textOrNull,
  text: z.string(),
  mark: z.string().describe('Stands in the post, and in no other.'),
  look_up: z.boolean().describe('Whether the account can see its own posts.'),
  cost: z.number().nullable().describe('US dollars; null where the network takes nothing.'),
  steps: z.array(step),
});

/** What `doctor --live --json` prints: what a test of an account came to, request by request. */
export type SmokeTestDocument = Immutable<z.infer<typeof smokeTestDocument>>;

/** A step of a test, also one that nobody made. */
export type Told = Immutable<z.infer<typeof step>>;
