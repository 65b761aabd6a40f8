import { z } from 'zod';
import { deliveryStates } from '../../domain/lifecycle.ts';
import { type Immutable, instantOrNull, textOrNull, whole, zone } from './parts.ts';

const kinds = z.enum(['create', 'update', 'cancel', 'keep', 'blocked']);

const part = z.object({
  text: z.string(),
  length: whole.describe("By the network's own counting."),
  limit: whole
    .nullable()
    .describe('The longest that the network takes; null where it sets no limit that matters.'),
});

const action = z.object({
  action: kinds,
  post_id: z.string(),
  line: z.int().min(1).describe('Of the sheet.'),
  platform: z.string(),
  target: z.string(),
  state: z
    .enum(deliveryStates)
    .nullable()
    .describe('Where the delivery stands now; null where there is none yet.'),
  held: z.boolean(),
  by_person: z.boolean().describe('A person posts it by hand: no program may post there.'),
  content_hash: z.string(),
  scheduled_at: instantOrNull,
  due_at: instantOrNull.describe(
    'When it will really leave, once it is approved; null where it does not.',
  ),
  late: z
    .boolean()
    .describe('`late_after` past its instant already: it will be missed, and not go out.'),
  waits_for: z
    .array(z.enum(['quiet-hours', 'spacing']))
    .describe('Why it leaves later than it is scheduled.'),
  link: z.enum(['inline', 'first-reply', 'none']),
  title: textOrNull,
  parts: z.array(part).describe('What people will see: one part, or several for a thread.'),
  unit: textOrNull.describe(
    'What the lengths count, in words; null where the network is not known.',
  ),
  cost: z
    .number()
    .nullable()
    .describe("In US dollars, by the network's price; null where it takes nothing."),
  changed: z
    .array(z.string())
    .describe('What differs from what is stored: `copy`, `local time`; `row` where it is gone.'),
  reason: z.string(),
});

/** Enough to see later whether anything that a plan was made from has changed, and to say what. */
const basis = z.object({
  repository: z.string(),
  branch: z.string(),
  rebind: z.boolean(),
  allow_removal: z.boolean(),
  settings: z
    .string()
    .describe('Of the time zone, who approves, spacing, quiet hours, publish time and checks.'),
  accounts: z
    .record(z.string(), z.string())
    .describe(
      'By `platform/target`; without secrets, so that a renewed token makes no plan stale.',
    ),
  deliveries: z
    .record(z.string(), z.string())
    .describe(
      'Of each stored delivery of the week, by its id: state, content, approval, hold, progress.',
    ),
});

export const planDocument = z.object({
  schema: z.literal('broadsheet/plan@1'),
  week_id: z.string(),
  commit: z.string(),
  sheet: z.string().describe('Path of the sheet in the repository.'),
  timezone: zone,
  totals: z.record(kinds, whole),
  warnings: whole.describe('Findings of the checks that block nothing; `check` says which.'),
  actions: z.array(action),
  ignored_tasks: z.array(z.object({ id: z.string(), type: z.string() })),
  basis: basis.describe('What it was made from: by it `run-week --plan` sees whether it is stale.'),
});

/** What `plan --json` prints and `plan --save` keeps. */
export type PlanDocument = Immutable<z.infer<typeof planDocument>>;

export type PlannedAction = Immutable<z.infer<typeof action>>;

export type Wait = PlannedAction['waits_for'][number];

/**
 * What a plan was made from, beside its commit: enough to see later whether anything of it has
 * changed, and to say what. Fingerprints tell nothing of what they stand for.
 */
export type PlanBasis = Immutable<z.infer<typeof basis>>;
