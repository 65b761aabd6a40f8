import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csvOf, deliveriesOf, inACampaign, morning } from '../support/campaign.ts';
import { sheetFile } from '../support/weeks.ts';

const baseline = (verified: string) => `# Baseline

Date: 2026-02-10

| Metric | Current | Window | Source | Verified |
|---|---:|---|---|---|
| Registered users | 12,400 | last 28 days | database | ${verified} |
`;

describe('a number in a post', () => {
  it('makes it invalid until the baseline of the same commit verifies it', () =>
    inACampaign(async ({ repository, pass }) => {
      const sheet = csvOf([{ post_id: 'a', post_copy: 'Trusted by 12,400 users.' }]);
      const state = async (files: Readonly<Record<string, string>>) => {
        await repository.commit({ [sheetFile]: sheet, ...files });
        const [delivery] = deliveriesOf(await pass(morning));
        return [delivery?.state, delivery?.reason];
      };
      const file = 'docs/gtm/baseline-metrics.md';
      assert.deepEqual(await state({}), ['invalid', 'fails claim-unverified']);
      assert.deepEqual((await state({ [file]: baseline('No') }))[0], 'invalid');
      assert.deepEqual((await state({ [file]: baseline('Yes') }))[0], 'pending');
    }));
});
