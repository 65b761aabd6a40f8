import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { sharedFile, skipWithout } from '../../../test/support/shared.ts';
import type { AccountIdentity, Network } from '../../domain/account.ts';
import { nothingAllowed } from '../../domain/checks/allowances.ts';
import { checkSheet } from '../../domain/checks/check-sheet.ts';
import { weekIdOf } from '../../domain/week-id.ts';
import { readBaseline } from './read-baseline.ts';
import { readManifest } from './read-manifest.ts';
import { readSheet } from './read-sheet.ts';

const sheetPath = 'gtm/docs/gtm/week-1-social-publishing-sheet.csv';
const baselinePath = 'gtm/docs/gtm/baseline-metrics.md';
const manifestPath = 'gtm/docs/gtm/week-1-task-queue.json';

const networkByKey: Readonly<Record<string, Network>> = {
  'linkedin/personal': 'linkedin',
  'linkedin/company': 'linkedin',
  'x/main_account': 'x',
  'reddit/r/resumes': 'reddit',
  'reddit/r/careerguidance': 'reddit',
  'reddit/r/jobs': 'reddit',
  'community/facebook': 'facebook',
  'community/telegram': 'telegram',
  'community/whatsapp': 'whatsapp',
  'newsletter/weekly_issue': 'email',
};

const accounts: ReadonlyMap<string, AccountIdentity> = new Map(
  Object.entries(networkByKey).map(([key, network]) => [
    key,
    { key, network, connector: 'sandbox', account: key, place: key, linkPlacement: 'inline' },
  ]),
);

const bytes = (path: string) => readFileSync(sharedFile(path) ?? '');

function readWeek() {
  const sheet = readSheet({ path: sheetPath, bytes: bytes(sheetPath) });
  const manifest = readManifest({ path: manifestPath, bytes: bytes(manifestPath) });
  assert.ok(sheet.ok && manifest.ok);
  return { sheet: sheet.value, manifest: manifest.value };
}

describe('the real week', { skip: skipWithout(sheetPath) || skipWithout(manifestPath) }, () => {
  it('is eleven posts and eighteen deliveries without an error', () => {
    const { sheet, manifest } = readWeek();
    const checked = checkSheet(sheet, {
      weekId: manifest.weekId,
      manifest,
      baseline: readBaseline({ path: baselinePath, bytes: bytes(baselinePath) }),
      accounts,
      timezone: 'Asia/Jerusalem',
      defaultTime: '08:10',
      files: new Map(),
      instantOf: (local, zone) => `${local}[${zone}]`,
      allowed: nothingAllowed,
      severities: new Map(),
      today: '2026-02-18',
    });
    const deliveries = checked.posts().flatMap((post) => post.deliveries);
    assert.equal(checked.posts().length, 11);
    assert.equal(deliveries.length, 18);
    assert.ok(deliveries.every(({ problems, unmapped }) => problems.length === 0 && !unmapped));
    assert.ok(checked.diagnostics.every(({ severity }) => severity === 'warning'));
    const told = checked.diagnostics.filter(({ code }) => code !== 'date-past');
    assert.deepEqual(
      told.map(({ code, post_id, line }) => [line, post_id, code]),
      [
        [4, 'en_reddit_value_01', 'title-missing'],
        [5, 'en_x_thread_01', 'thread-announced-but-missing'],
        [12, 'he_newsletter_snippet_01', 'week-dates-disagree'],
        [12, 'he_newsletter_snippet_01', 'title-missing'],
      ],
    );
    assert.deepEqual([checked.firstDate, checked.lastDate], ['2026-02-16', '2026-02-20']);
  });

  it('has the same name by its task queue and by its links', () => {
    const { sheet, manifest } = readWeek();
    assert.deepEqual(weekIdOf(manifest, sheet), weekIdOf(null, sheet));
  });
});
