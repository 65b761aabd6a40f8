import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { made } from './pages.ts';

for (const [path, text] of Object.entries(made)) {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text());
  process.stdout.write(`Wrote ${path}.\n`);
}
