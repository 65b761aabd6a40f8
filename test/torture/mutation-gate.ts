import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Mutant, mutants } from './mutants.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const trials = '12';

/**
 * Breaks a copy of the product in each way, and sees that the invariant of that way notices:
 * `npm run mutants -- [PART OF A NAME]`.
 */
const chosen = mutants.filter(({ name }) => name.includes(process.argv[2] ?? ''));
let survived = 0;
for (const mutant of chosen) {
  const verdict = await judge(mutant);
  if (!verdict.died) survived += 1;
  process.stdout.write(`${verdict.died ? 'died' : 'LIVES'}  ${mutant.name}: ${verdict.said}\n`);
}
process.stdout.write(`${chosen.length - survived} of ${chosen.length} mutants died\n`);
if (survived > 0) process.exitCode = 1;

async function judge(mutant: Mutant): Promise<{ readonly died: boolean; readonly said: string }> {
  const copy = await mkdtemp(join(tmpdir(), 'broadsheet-mutant-'));
  try {
    for (const folder of ['src', 'test', 'migrations', 'package.json'])
      await cp(join(root, folder), join(copy, folder), { recursive: true, filter: isSource });
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    await mutate(copy, mutant);
    const output = await run(copy, ['--seed', '1', '--trials', trials, '--only', mutant.only]);
    const found = output.split('\n').filter((line) => line.startsWith(`${mutant.diesBy}: `));
    return found.length > 0
      ? { died: true, said: `by "${mutant.diesBy}", ${found.length} times` }
      : { died: false, said: output.trim().split('\n').slice(-4).join(' | ') };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** A server for tests may be installed below them. */
function isSource(path: string): boolean {
  return !path.endsWith(`${sep}node_modules`);
}

async function mutate(copy: string, { file, from, to, name }: Mutant): Promise<void> {
  const path = join(copy, file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${name}: ${file} no longer holds "${from}"`);
  await writeFile(
    path,
    text.replace(from, () => to),
  );
}

function run(copy: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const main = join(copy, 'test/torture/main.ts');
    const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
      });
    child.on('close', () => resolve(output));
  });
}
