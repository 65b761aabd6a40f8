import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { pages, pageText } from '../tools/docs/pages.ts';

const committed = (path: string): string =>
  readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

describe('the reference', () => {
  for (const [path, page] of Object.entries(pages))
    it(`${path} is what the sources give: else run \`npm run docs\` and commit it`, () => {
      assert.equal(committed(path), pageText(page));
    });
});
