import { finding } from './checks/finding.ts';
import type { Diagnostic } from './diagnostic.ts';
import { failure, type Result, success } from './result.ts';
import type { Cell, Manifest, Sheet } from './sheet.ts';
import { visible } from './text.ts';

/**
 * Which week a sheet is: its manifest's `week_id`, else the `utm_campaign` on which all links that
 * have one agree. A link without one is for the checks of its row.
 *
 * @param manifest null where the week has none
 * @returns an error with its place where no link names a campaign, or two name different ones
 */
export function weekIdOf(
  manifest: Manifest | null,
  sheet: Sheet,
): Result<string, readonly Diagnostic[]> {
  if (manifest) return success(manifest.weekId);
  const campaigns = new Map<string, Cell>();
  let last = '';
  for (const { cells } of sheet.rows) {
    const link = cells.utm_url;
    if (!link || namesAgain(last, link.text)) continue;
    const campaign = campaignOf(link.text);
    if (!campaign) continue;
    last = campaign;
    if (!campaigns.has(campaign)) campaigns.set(campaign, link);
  }
  const [first, second] = campaigns;
  if (!first) {
    const row = sheet.rows[0];
    const at = row?.cells.utm_url ?? { file: sheet.file, line: row?.line ?? 1, column: 1 };
    const message = 'Nothing says which week this is: no manifest, and no link with utm_campaign.';
    const hint =
      'Write the week as utm_campaign into the links, or as week_id into the task queue beside the sheet.';
    return failure([finding('week-unknown', at, message, hint)]);
  }
  if (!second) return success(first[0]);
  const message = `The links name several weeks: utm_campaign is "${visible(first[0])}" on line ${first[1].line} and "${visible(second[0])}" on line ${second[1].line}.`;
  const hint = 'Use one utm_campaign in all rows, or name the week in the task queue.';
  return failure([finding('week-ambiguous', second[1], message, hint)]);
}

/**
 * Nearly every link names the week of the one before it, which is seen without reading the address. What
 * is escaped, or has white space in it, may mean otherwise than it looks.
 */
function namesAgain(campaign: string, link: string): boolean {
  const at = link.indexOf('utm_campaign');
  const end = at + 'utm_campaign='.length + campaign.length;
  return (
    campaign !== '' &&
    /^[?&]$/.test(link[at - 1] ?? '') &&
    link.startsWith(`utm_campaign=${campaign}`, at) &&
    /^[&#]?$/.test(link[end] ?? '') &&
    !link.includes('utm_campaign', end) &&
    !/[%+\s]/.test(link)
  );
}

function campaignOf(link: string): string | null {
  const campaign = URL.parse(link.trim())?.searchParams.get('utm_campaign')?.trim();
  return campaign && !/[\p{Cc}\p{Cs}]/u.test(campaign) ? campaign : null;
}
