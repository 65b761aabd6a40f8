import type { Context } from 'hono';
import { z } from 'zod';
import type { Selection } from '../application/select.ts';
import { failure, type Result, success } from '../domain/result.ts';
import { storable } from '../domain/text.ts';

/** The database takes no NUL and no half of a character; nobody types them either. */
const text = z
  .string()
  .refine((given) => storable(given) === given, 'holds a character that can not be stored');

const week = text.min(1).max(200);
const who = text.min(1).max(200);

const selected = {
  week_id: week,
  /** All deliveries of the week. */
  all: z.literal(true).optional(),
  /** Ids, post_ids, or `post_id:platform/target`. */
  deliveries: z.array(text.min(1)).min(1).optional(),
  who,
};

const fingerprints = z.record(z.string(), z.string());

/** What `plan --json` printed; what is not held against the present is left out. */
const savedPlan = z.object({
  schema: z.literal('broadsheet/plan@1'),
  week_id: week,
  commit: text,
  basis: z.object({
    repository: text,
    branch: text,
    rebind: z.boolean(),
    allow_removal: z.boolean(),
    settings: z.string(),
    accounts: fingerprints,
    deliveries: fingerprints,
  }),
  actions: z.array(
    z.object({
      action: z.enum(['create', 'update', 'cancel', 'keep', 'blocked']),
      post_id: z.string(),
      platform: z.string(),
      target: z.string(),
      content_hash: z.string(),
      late: z.boolean().default(false),
      reason: z.string(),
    }),
  ),
});

export const runWeekBody = z.strictObject({
  week_id: week,
  assets_repo: text.optional(),
  assets_branch: text.optional(),
  rebind: z.boolean().default(false),
  allow_removal: z.boolean().default(false),
  /** Carries out this plan or nothing; its own origin and options count. */
  plan: savedPlan.optional(),
});

export type RunWeekBody = z.infer<typeof runWeekBody>;

export const approveBody = z.strictObject({ ...selected, plan: text.optional() });

export const orderBody = z.strictObject({ ...selected, reason: text.max(2000).optional() });

/** Needs a week, or says that every week is meant. */
export const rerunBody = z.strictObject({
  week_id: week.optional(),
  all: z.literal(true).optional(),
  deliveries: z.array(text.min(1)).min(1).optional(),
  who: who.default('webhook'),
  reason: text.max(2000).optional(),
});

export const resolveBody = z.strictObject({
  week_id: week,
  delivery: text.min(1),
  who,
  posted: text.optional(),
  not_posted: z.literal(true).optional(),
});

export const whoBody = z.strictObject({ who });

export const smokeTestPreviewBody = z.strictObject({ account: text.min(1), stays: z.boolean() });

const mark = z.string().regex(/^[0-9a-f]{8}$/, 'must be the mark of the preview');

export const smokeTestBody = z.strictObject({
  account: text.min(1),
  stays: z.boolean(),
  mark,
  who,
});

export const smokeTestMarkBody = z.strictObject({ mark });

/** Where the network sends the browser back to. */
export const connectBody = z.strictObject({ redirect_uri: z.url() });

export const connectedBody = z.strictObject({
  callback_url: z.url(),
  state: text.min(1),
  verifier: text.min(1),
  who,
});

/** Without accounts, every publication is meant. */
export const publishingBody = z.strictObject({
  accounts: z.array(text.min(1)).min(1).optional(),
  who,
});

/** Reads and checks a request's body. */
export async function readBody<Body>(
  context: Context,
  body: z.ZodType<Body>,
): Promise<Result<Body>> {
  const json: unknown = await context.req.json().catch(() => undefined);
  const parsed = body.safeParse(json);
  if (parsed.success) return success(parsed.data);
  const [issue] = parsed.error.issues;
  return failure({
    code: 'request-invalid',
    message:
      json === undefined
        ? 'The body is not JSON.'
        : `${issue?.path.join('.') || 'The body'}: ${issue?.message}`,
    remedy: 'See the description of this request.',
  });
}

/** Which deliveries a request means: all of them has to be said. */
export function selectionOf(body: {
  readonly all?: true | undefined;
  readonly deliveries?: readonly string[] | undefined;
}): Result<Selection> {
  if (body.all && !body.deliveries) return success({ all: true });
  if (body.deliveries && !body.all) return success({ names: body.deliveries });
  return failure({
    code: 'request-invalid',
    message: 'It is not clear which deliveries are meant.',
    remedy: 'Name them, or say `all`, and not both.',
  });
}
