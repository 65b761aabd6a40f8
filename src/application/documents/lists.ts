import { z } from 'zod';
import { deliveryStates } from '../../domain/lifecycle.ts';
import { diagnostic, type Immutable, instantOrNull, naming, textOrNull } from './parts.ts';
import { run } from './status.ts';

const next = textOrNull.describe('The cursor of the next page; null on the last one.');

export const runsDocument = z.object({
  schema: z.literal('broadsheet/runs@1'),
  runs: z.array(z.object({ ...run, week_id: textOrNull })),
  next,
});

/** Runs, a page of them. */
export type RunsDocument = Immutable<z.infer<typeof runsDocument>>;

export const postsDocument = z.object({
  schema: z.literal('broadsheet/posts@1'),
  posts: z.array(
    z.object({
      week_id: z.string(),
      post_id: z.string(),
      line: z.int().min(1),
      locale: z.string(),
      present: z.boolean().describe('Whether the sheet still has it.'),
      problems: z.array(diagnostic),
    }),
  ),
  next,
});

/** Rows of the sheets, a page of them. */
export type PostsDocument = Immutable<z.infer<typeof postsDocument>>;

export const deliveriesDocument = z.object({
  schema: z.literal('broadsheet/deliveries@1'),
  deliveries: z.array(
    z.object({
      ...naming,
      week_id: z.string(),
      connector: z.string(),
      state: z.enum(deliveryStates),
      held: z.boolean(),
      reason: z.string(),
      content_hash: z.string(),
      scheduled_at: instantOrNull,
      due_at: instantOrNull,
      posted_at: instantOrNull,
      remote_id: textOrNull,
      remote_url: textOrNull,
    }),
  ),
  next,
});

/** Deliveries, a page of them. */
export type DeliveriesDocument = Immutable<z.infer<typeof deliveriesDocument>>;
export type ListedDelivery = DeliveriesDocument['deliveries'][number];
