import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { parseInstant } from '../../domain/time.ts';

/** The example campaign and the story of its week, as they come with Broadsheet. */
export const examples = fileURLToPath(new URL('../../../examples/', import.meta.url));

const instant = z.string().transform((text) => {
  const parsed = parseInstant(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
});

const story = z.object({
  week_id: z.string(),
  starts_at: instant,
  ends_at: instant,
  pushes: z.array(z.object({ at: instant, sheet: z.string(), message: z.string() })),
  orders: z.array(z.object({ at: instant, who: z.string(), command: z.array(z.string()) })),
  faults: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  ends_with: z.array(
    z.object({
      post: z.string(),
      account: z.string(),
      state: z.string(),
      at: instant,
      attempts: z.number(),
    }),
  ),
});

export type Story = z.infer<typeof story>;

export type Event =
  | { readonly at: string; readonly kind: 'push'; readonly push: Story['pushes'][number] }
  | { readonly at: string; readonly kind: 'order'; readonly order: Story['orders'][number] };

export const readStory = (): Story =>
  story.parse(JSON.parse(readFileSync(`${examples}demo/story.json`, 'utf8')));

/** What people do in the week, in order. */
export function eventsOf({ pushes, orders }: Story): readonly Event[] {
  return [
    ...pushes.map((push) => ({ at: push.at, kind: 'push' as const, push })),
    ...orders.map((order) => ({ at: order.at, kind: 'order' as const, order })),
  ].sort((a, b) => a.at.localeCompare(b.at));
}
