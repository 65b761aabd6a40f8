import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { made } from '../tools/docs/pages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the reference', () => {
  for (const [path, text] of Object.entries(made))
    it(`${path} is what the sources give: else run \`npm run docs\` and commit it`, () => {
      assert.equal(read(path), text());
    });
});

/** What a page points to: its relative links, and the sources that it names. */
function pointedAt(page: string): readonly string[] {
  const text = read(page).replaceAll(/^```.*?^```/gms, '');
  const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, to = '']) =>
    join(dirname(page), to),
  );
  const paths = [...text.matchAll(/`((?:src|test|tools|migrations)\/[\w./-]+)`/g)];
  return [...links, ...paths.map(([, path = '']) => path)];
}

describe('the pages for people', () => {
  for (const page of globSync(['*.md', 'docs/**/*.md'], { cwd: root }).sort())
    it(`${page} points only to what is there`, () => {
      const missing = pointedAt(page).filter((path) => !existsSync(join(root, path)));
      assert.deepEqual(missing, []);
    });
});
