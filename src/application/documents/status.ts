import { z } from 'zod';
import { deliveryStates } from '../../domain/lifecycle.ts';
import {
  counts,
  diagnostic,
  type Immutable,
  instant,
  instantOrNull,
  problem,
  textOrNull,
  whole,
  zone,
} from './parts.ts';

const attempt = z.object({
  number: z.int().min(1),
  part: z.int().min(1).describe('Of a thread; else 1.'),
  started_at: instant,
  finished_at: instantOrNull,
  outcome: z.string(),
  error: problem.nullable(),
});

const handOver = z.object({
  where: z.string().describe('The place, as people call it.'),
  address: textOrNull.describe('Its address, where that is known.'),
  form: textOrNull.describe("The network's own form, filled in with the first part."),
  title: textOrNull,
  parts: z.array(z.string()).describe('Those that are not public yet; several for a thread.'),
  media: whole.describe('How many files of the row go with it.'),
});

const delivery = z.object({
  id: z.string(),
  platform: z.string(),
  target: z.string(),
  connector: z.string(),
  state: z.enum(deliveryStates),
  held: z.boolean(),
  reason: z.string(),
  remedy: textOrNull.describe('What a person does about it; null where nobody has to do anything.'),
  by_person: z.boolean().describe('A person posts it by hand: no program may post there.'),
  by_hand: handOver.nullable().describe('What a person is to post by hand, while it is that.'),
  content_hash: z.string(),
  approval: z.object({ by: z.string(), at: instant, commit: textOrNull }).nullable(),
  scheduled_at: instantOrNull,
  due_at: instantOrNull,
  posted_at: instantOrNull,
  remote_id: textOrNull,
  remote_url: textOrNull,
  attempts: z.array(attempt),
});

const post = z.object({
  post_id: z.string(),
  line: z.int().min(1),
  problems: z.array(diagnostic),
  deliveries: z.array(delivery),
});

export const run = {
  id: z.string(),
  trigger: z.string(),
  status: z.enum(['running', 'succeeded', 'failed']),
  commit: textOrNull,
  started_at: instant,
  finished_at: instantOrNull,
  counts,
  error: problem.nullable(),
};

export const statusDocument = z.object({
  schema: z.literal('broadsheet/status@1'),
  week_id: textOrNull,
  as_of: instant,
  timezone: zone,
  paused: z
    .object({ at: instant, by: textOrNull })
    .nullable()
    .describe('Set where every publication is paused.'),
  copy: z
    .object({ message: z.string(), remedy: z.string() })
    .nullable()
    .describe('Set where nothing is published because the database may be a copy.'),
  counts: counts.describe('Deliveries by state.'),
  posts: z.array(post),
  needs_person: z.array(z.string()).describe('Ids of deliveries.'),
  runs: z.array(z.object(run)).describe('The newest first.'),
});

/** What `status --json` prints. */
export type StatusDocument = Immutable<z.infer<typeof statusDocument>>;
export type StatusPost = Immutable<z.infer<typeof post>>;
export type StatusDelivery = Immutable<z.infer<typeof delivery>>;
export type StatusAttempt = Immutable<z.infer<typeof attempt>>;
export type StatusRun = StatusDocument['runs'][number];

/** What a person gets to post by hand. */
export type HandOver = Immutable<z.infer<typeof handOver>>;
