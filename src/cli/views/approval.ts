import type { ApprovalPreview } from '../../application/approve.ts';
import { count, print, shown, styled } from '../terminal.ts';
import { localInstant } from './instant.ts';

/** What an approval would make public, for each network, with counts and the words themselves. */
export function showApproval(preview: ApprovalPreview): void {
  const platforms = Map.groupBy(preview.deliveries, (one) => one.platform);
  print(
    `${count(preview.deliveries.length, 'post')} would become public in ${preview.week_id}: ${[...platforms].map(([platform, list]) => `${list.length} on ${platform}`).join(', ') || 'none'}.`,
  );
  for (const [platform, list] of platforms) {
    print(`\n${styled('bold', platform)}: ${count(list.length, 'post')}`);
    for (const [postId, copies] of Map.groupBy(list, (one) => one.post_id)) {
      const [first] = copies;
      if (!first) continue;
      const targets = copies.map((one) => one.target || platform).join(', ');
      const at = first.scheduled_at
        ? localInstant(first.scheduled_at, preview.timezone)
        : 'no date';
      print(`  ${shown(postId)} ${styled('dim', `to ${targets}, ${at}`)}`);
      if (first.title) print(`    ${styled('bold', shown(first.title))}`);
      first.parts.forEach((part, index) => {
        if (first.parts.length > 1) print(styled('dim', `    ${index + 1}/${first.parts.length}`));
        for (const line of part.split('\n')) print(`    ${shown(line)}`);
      });
    }
  }
  if (preview.skipped.length > 0) {
    const reasons = Map.groupBy(preview.skipped, (one) => one.reason);
    print(
      `\nNot among them: ${[...reasons].map(([reason, list]) => `${list.length} ${reason}`).join(', ')}.`,
    );
  }
}
