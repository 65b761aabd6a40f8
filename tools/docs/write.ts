import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pages, pageText } from './pages.ts';

for (const [path, page] of Object.entries(pages)) {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, pageText(page));
  process.stdout.write(`Wrote ${path}.\n`);
}
