import type { ApprovalPreview, PreviewedDelivery } from '../../application/approve.ts';
import { localInstant } from '../../domain/time.ts';
import { count, print, shown, styled } from '../terminal.ts';
import { showWords } from './text-of-post.ts';

/** What an approval would make public, for each network, with counts and the words themselves. */
export function showApproval(preview: ApprovalPreview): void {
  const { deliveries, timezone } = preview;
  const platforms = Map.groupBy(deliveries, (one) => one.platform);
  print(
    `${count(deliveries.length, 'post')} would become public in ${preview.week_id}: ${[...platforms].map(([platform, list]) => `${list.length} on ${platform}`).join(', ') || 'none'}.`,
  );
  const hands = deliveries.filter((one) => one.by_person).length;
  if (hands > 0)
    print(`Of these ${count(hands, 'is', 'are')} given to a person, who posts by hand.`);
  for (const [platform, list] of platforms) {
    print(`\n${styled('bold', platform)}: ${count(list.length, 'post')}`);
    for (const [postId, copies] of Map.groupBy(list, (one) => one.post_id)) {
      const [first] = copies;
      if (!first) continue;
      print(`  ${shown(postId)} ${styled('dim', `to ${destinations(copies, timezone)}`)}`);
      showWords(first.title, first.parts);
    }
  }
  showSkipped(preview);
}

/** `company, personal, 2026-02-16 08:10`; where copies leave one after another, each with its time. */
function destinations(copies: readonly PreviewedDelivery[], zone: string): string {
  const times = Map.groupBy(copies, (one) => whenOf(one, zone));
  return [...times].map(([time, list]) => [...list.map(targetOf), time].join(', ')).join('; ');
}

const targetOf = ({ target, platform, by_person }: PreviewedDelivery): string =>
  `${target || platform}${by_person ? ' (by hand)' : ''}`;

function whenOf({ due_at, scheduled_at }: PreviewedDelivery, zone: string): string {
  if (scheduled_at === null) return 'no date';
  const planned = localInstant(scheduled_at, zone);
  const leaves = due_at === null ? planned : localInstant(due_at, zone);
  return leaves === planned ? planned : `${leaves} (planned for ${planned})`;
}

function showSkipped({ skipped }: ApprovalPreview): void {
  if (skipped.length === 0) return;
  const reasons = [...Map.groupBy(skipped, (one) => one.reason)];
  print(
    `\nNot among them: ${reasons.map(([reason, list]) => `${list.length} ${reason}`).join(', ')}.`,
  );
}
