import { z } from 'zod';
import type { Selection } from '../application/select.ts';
import { failure, type Result, success } from '../domain/result.ts';
import { scopes } from '../domain/scope.ts';
import { storable } from '../domain/text.ts';

/** The database takes no NUL and no half of a character; nobody types them either. */
export const text = z
  .string()
  .refine((given) => storable(given) === given, 'holds a character that can not be stored');

export const week = text.min(1).max(200).describe('The week_id, such as week1_launch.');
const who = text
  .min(1)
  .max(200)
  .optional()
  .describe('In whose name, for the audit trail; the name of the key where it is left out.');
const reason = text.max(2000).optional().describe('Why, for the audit trail.');
const names = z
  .array(text.min(1))
  .min(1)
  .optional()
  .describe('Ids, post_ids, or post_id:platform/target.');
const all = z.literal(true).optional();

const selected = {
  week_id: week,
  all: all.describe('All deliveries of the week.'),
  deliveries: names,
  who,
};

export const approveBody = z.strictObject({
  ...selected,
  plan: text.optional().describe('Of the preview: anything else is refused.'),
});

export const orderBody = z.strictObject({ ...selected, reason });

/** Needs a week, or says that every week is meant. */
export const rerunBody = z.strictObject({
  week_id: week.optional(),
  all: all.describe('Without a week_id: every week.'),
  deliveries: names,
  who,
  reason,
});

const verdict = {
  who,
  posted: text.optional().describe('The https:// address at which it can be seen.'),
  not_posted: z.literal(true).optional(),
};

export const resolveBody = z.strictObject({ week_id: week, delivery: text.min(1), ...verdict });

export const resolveOneBody = z.strictObject(verdict);

export const approveOneBody = z.strictObject({
  content_hash: text.min(1).describe('Of the content that was looked at: another one is refused.'),
  who,
});

export const orderOneBody = z.strictObject({ who, reason });

export const whoBody = z.strictObject({ who });

export const smokeTestPreviewBody = z.strictObject({
  account: text.min(1).describe('Its platform/target.'),
  stays: z.boolean().describe('The post is to stay: for networks that take none back.'),
});

const mark = z
  .string()
  .regex(/^[0-9a-f]{8}$/, 'must be the mark of the preview')
  .describe('Of the preview.');

export const smokeTestBody = smokeTestPreviewBody.extend({ mark, who });

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
  accounts: z.array(text.min(1)).min(1).optional().describe('Each platform/target.'),
  who,
});

/** Of GitHub's push event only what is looked at: it says much more. */
export const pushBody = z.looseObject({
  ref: text.optional().describe('refs/heads/main'),
  repository: z
    .looseObject({
      clone_url: text.optional(),
      ssh_url: text.optional(),
      html_url: text.optional(),
    })
    .optional(),
});

export const keyBody = z.strictObject({
  name: text.min(1).max(100).describe('What it is for: it stands in the audit trail.'),
  scopes: z.array(z.enum(scopes)).min(1),
  days: z.int().min(1).max(3650).default(90).describe('For how long it works.'),
  who,
});

export const weekQuery = z.object({ week_id: week.optional() });

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((given) => given === 'true');

export const planQuery = z.object({
  week_id: week,
  assets_repo: text.optional(),
  assets_branch: text.optional(),
  rebind: flag,
  allow_removal: flag,
});

/** The largest page that is given. */
const largestPage = 500;

const page = {
  week_id: week.optional(),
  cursor: text.min(1).max(2000).optional().describe('The `next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(largestPage).default(100),
};

export const pageQuery = z.object(page);

export const deliveriesQuery = z.object({ ...page, state: text.min(1).max(40).optional() });

/** Checks a value that came with a request. */
export function checked<Value>(
  schema: z.ZodType<Value>,
  given: unknown,
  whole: string,
): Result<Value> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return success(parsed.data);
  const [issue] = parsed.error.issues;
  return failure({
    code: 'request-invalid',
    message: `${issue?.path.join('.') || whole}: ${issue?.message}`,
    remedy: 'See the description of this request.',
  });
}

/** Reads and checks a request's body. */
export function readBody<Body>(raw: string, schema: z.ZodType<Body>): Result<Body> {
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    return failure({
      code: 'request-invalid',
      message: 'The body is not JSON.',
      remedy: 'See the description of this request.',
    });
  }
  return checked(schema, json, 'The body');
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

/** Whether something is public, and where: one of the two. */
export function verdictOf(body: {
  readonly posted?: string | undefined;
  readonly not_posted?: true | undefined;
}): Result<{ readonly posted: string } | { readonly notPosted: true }> {
  if (body.posted !== undefined && !body.not_posted) return success({ posted: body.posted });
  if (body.posted === undefined && body.not_posted) return success({ notPosted: true });
  return failure({
    code: 'request-invalid',
    message: 'Say either where it is posted, or that it is not.',
    remedy: 'Give `posted` with its address, or `not_posted: true`.',
  });
}
