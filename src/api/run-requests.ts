import { z } from 'zod';
import { text, week } from './requests.ts';

const fingerprints = z.record(z.string(), z.string());

/** What `plan --json` printed; what is not held against the present is left out. */
export const savedPlan = z.object({
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
  assets_repo: text.optional().describe('One that the configuration allows.'),
  assets_branch: text.optional(),
  rebind: z.boolean().default(false).describe('The week moves to this repository and branch.'),
  allow_removal: z.boolean().default(false).describe('Many rows may be gone at once.'),
  plan: savedPlan
    .optional()
    .describe('Carries out this plan or nothing; its own origin and options count.'),
});

export type RunWeekBody = z.infer<typeof runWeekBody>;
