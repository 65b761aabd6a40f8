import { z } from 'zod';
import { deliveryStates } from '../../domain/lifecycle.ts';
import { type Immutable, instantOrNull, naming, textOrNull, zone } from './parts.ts';

const report = {
  week_id: z.string(),
  changed: z.array(z.object({ id: z.string(), name: z.string(), state: z.enum(deliveryStates) })),
  unchanged: z.array(z.object({ id: z.string(), name: z.string(), reason: z.string() })),
};

export const orderDocument = z.object({ schema: z.literal('broadsheet/order@1'), ...report });

/** What became of each delivery that an order named. */
export type OrderReport = Immutable<Omit<z.infer<typeof orderDocument>, 'schema'>>;

export const rerunDocument = z.object({
  schema: z.literal('broadsheet/rerun@1'),
  weeks: z.array(z.object(report)),
});

const previewed = z.object({
  ...naming,
  content_hash: z.string(),
  scheduled_at: instantOrNull,
  due_at: instantOrNull.describe(
    'When it leaves, once it is approved: after quiet hours and spacing.',
  ),
  by_person: z.boolean().describe('A person posts it by hand: no program may post there.'),
  title: textOrNull,
  parts: z.array(z.string()),
});

const skipped = z.object({ ...naming, reason: z.string() });

export const approvalDocument = z.object({
  schema: z.literal('broadsheet/approval@1'),
  approved: z.boolean().describe('Whether it was approved, or only shown.'),
  week_id: z.string(),
  timezone: zone,
  plan: z.string().describe('Names exactly these contents: `approve --plan` refuses any other.'),
  deliveries: z.array(previewed),
  skipped: z.array(skipped),
});

/** What an approval would make public. */
export type ApprovalPreview = Immutable<
  Omit<z.infer<typeof approvalDocument>, 'schema' | 'approved'>
>;
export type PreviewedDelivery = Immutable<z.infer<typeof previewed>>;
