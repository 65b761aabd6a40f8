import { z } from 'zod';
import type { ApprovalPreview } from '../application/approve.ts';
import type { DeliveriesDocument, PostsDocument, RunsDocument } from '../application/listings.ts';
import type { OrderReport } from '../application/orders.ts';
import type { PlanDocument } from '../application/plan-document.ts';
import type { RunDocument } from '../application/run-week.ts';
import type { StatusDocument } from '../application/status.ts';
import {
  counts,
  diagnostic,
  instant,
  instantOrNull,
  of,
  textOrNull,
  trouble,
} from './answer-parts.ts';

const run = {
  id: z.string(),
  trigger: z.string(),
  status: z.enum(['running', 'succeeded', 'failed']),
  commit: textOrNull,
  started_at: instant,
  finished_at: instantOrNull,
  counts,
  error: trouble.nullable(),
};

const naming = { id: z.string(), post_id: z.string(), platform: z.string(), target: z.string() };

const standing = {
  ...naming,
  connector: z.string(),
  state: z.string(),
  held: z.boolean(),
  reason: z.string(),
  content_hash: z.string(),
  scheduled_at: instantOrNull,
  due_at: instantOrNull,
  posted_at: instantOrNull,
  remote_id: textOrNull,
  remote_url: textOrNull,
};

const { post_id: ___, ...ofPost } = standing;

const delivery = z.strictObject({
  ...ofPost,
  remedy: textOrNull.describe('What a person does about it.'),
  by_person: z.boolean(),
  by_hand: z
    .strictObject({
      where: z.string(),
      address: textOrNull,
      form: textOrNull,
      title: textOrNull,
      parts: z.array(z.string()),
      media: z.number().int(),
    })
    .nullable(),
  approval: z.strictObject({ by: z.string(), at: instant, commit: textOrNull }).nullable(),
  attempts: z.array(
    z.strictObject({
      number: z.number().int(),
      part: z.number().int(),
      started_at: instant,
      finished_at: instantOrNull,
      outcome: z.string(),
      error: trouble.nullable(),
    }),
  ),
});

const status = of<StatusDocument>()(
  z.strictObject({
    schema: z.literal('broadsheet/status@1'),
    week_id: textOrNull,
    as_of: instant,
    timezone: z.string(),
    paused: z.strictObject({ at: instant, by: textOrNull }).nullable(),
    copy: z.strictObject({ message: z.string(), remedy: z.string() }).nullable(),
    counts: counts.describe('Deliveries by state.'),
    posts: z.array(
      z.strictObject({
        post_id: z.string(),
        line: z.number().int(),
        problems: z.array(diagnostic),
        deliveries: z.array(delivery),
      }),
    ),
    needs_person: z.array(z.string()).describe('Ids of deliveries.'),
    runs: z.array(z.strictObject(run)),
  }),
);

const fingerprints = z.record(z.string(), z.string());

const kinds = ['create', 'update', 'cancel', 'keep', 'blocked'] as const;

const plan = of<PlanDocument>()(
  z.strictObject({
    schema: z.literal('broadsheet/plan@1'),
    week_id: z.string(),
    commit: z.string(),
    sheet: z.string(),
    timezone: z.string(),
    totals: z.record(z.enum(kinds), z.number().int()),
    actions: z.array(
      z.strictObject({
        action: z.enum(kinds),
        post_id: z.string(),
        line: z.number().int(),
        platform: z.string(),
        target: z.string(),
        state: textOrNull,
        held: z.boolean(),
        by_person: z.boolean(),
        content_hash: z.string(),
        scheduled_at: instantOrNull,
        due_at: instantOrNull,
        waits_for: z.array(z.enum(['quiet-hours', 'spacing'])),
        link: z.enum(['inline', 'first-reply', 'none']),
        title: textOrNull,
        parts: z.array(
          z.strictObject({
            text: z.string(),
            length: z.number().int(),
            limit: z.number().int().nullable(),
          }),
        ),
        unit: textOrNull,
        cost: z.number().nullable(),
        changed: z.array(z.string()),
        reason: z.string(),
      }),
    ),
    ignored_tasks: z.array(z.strictObject({ id: z.string(), type: z.string() })),
    basis: z
      .strictObject({
        repository: z.string(),
        branch: z.string(),
        rebind: z.boolean(),
        allow_removal: z.boolean(),
        settings: z.string(),
        accounts: fingerprints,
        deliveries: fingerprints,
      })
      .describe('What it was made from: `run-week` with this plan sees by it whether it is stale.'),
  }),
);

const { trigger: _, error: __, ...runShown } = run;

const runWhole = of<RunDocument>()(
  z.strictObject({
    schema: z.literal('broadsheet/run@1'),
    run: z.strictObject(runShown),
    plan: plan.nullable(),
    diagnostics: z.array(diagnostic),
  }),
);

const order = of<OrderReport>()(
  z.strictObject({
    week_id: z.string(),
    changed: z.array(z.strictObject({ id: z.string(), name: z.string(), state: z.string() })),
    unchanged: z.array(z.strictObject({ id: z.string(), name: z.string(), reason: z.string() })),
  }),
);

const approval = of<ApprovalPreview>()(
  z.strictObject({
    week_id: z.string(),
    timezone: z.string(),
    plan: z.string().describe('Names exactly these contents.'),
    deliveries: z.array(
      z.strictObject({
        ...naming,
        content_hash: z.string(),
        scheduled_at: instantOrNull,
        due_at: instantOrNull,
        by_person: z.boolean(),
        title: textOrNull,
        parts: z.array(z.string()),
      }),
    ),
    skipped: z.array(z.strictObject({ ...naming, reason: z.string() })),
  }),
);

const next = textOrNull.describe('The cursor of the next page; null on the last one.');

/** Documents of weeks, their deliveries and runs. */
export const weekAnswers = {
  status,
  plan,
  runWhole,
  runBegun: z.strictObject({ run: z.strictObject({ id: z.string(), status: z.string() }) }),
  pushIgnored: z.strictObject({ run: z.null() }),
  reports: z.strictObject({ weeks: z.array(order) }),
  runs: of<RunsDocument>()(
    z.strictObject({
      schema: z.literal('broadsheet/runs@1'),
      runs: z.array(z.strictObject({ ...run, week_id: textOrNull })),
      next,
    }),
  ),
  posts: of<PostsDocument>()(
    z.strictObject({
      schema: z.literal('broadsheet/posts@1'),
      posts: z.array(
        z.strictObject({
          week_id: z.string(),
          post_id: z.string(),
          line: z.number().int(),
          locale: z.string(),
          present: z.boolean(),
          problems: z.array(diagnostic),
        }),
      ),
      next,
    }),
  ),
  deliveries: of<DeliveriesDocument>()(
    z.strictObject({
      schema: z.literal('broadsheet/deliveries@1'),
      deliveries: z.array(z.strictObject({ ...standing, week_id: z.string() })),
      next,
    }),
  ),
  order,
  approval,
};
