import type { Baseline } from '../baseline.ts';
import { visible } from '../text.ts';
import { findClaims } from './find-claims.ts';
import type { Passage } from './passage.ts';
import { doubtOf } from './verify-claim.ts';

/**
 * A number may stand in public only when the team has measured it lately and says so.
 *
 * @param day ISO local date on which the text goes out, or is sent at the earliest
 */
export function checkClaims(passage: Passage, baseline: Baseline | null, day: string | null): void {
  for (const claim of findClaims(passage.text)) {
    const doubt = doubtOf(claim, baseline, day);
    if (!doubt) continue;
    const message = `${passage.name} claims "${visible(claim.text)}", and ${doubt.why}.`;
    const hint = `${doubt.mend}; or say it without the number.`;
    passage.report('claim-unverified', message, hint, claim.offset);
  }
}
