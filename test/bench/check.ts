import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { checkSource } from '../../src/cli/check/check-sheet-source.ts';
import { findSources } from '../../src/cli/check/find-sources.ts';
import { fileSource } from '../../src/cli/check/sheet-source.ts';
import { loadConfiguration } from '../../src/compose.ts';
import { networkLimits } from '../../src/domain/network-limits.ts';
import { twitterText } from '../../src/domain/twitter-text.ts';
import { benchAccounts, benchSheet } from './sheet.ts';

const rows = 10_000;
/** The first ones are slower, until what they run is compiled for it: the middle one stands for the others. */
const turns = 21;

/** `check` over the largest sheet beside a bare csv-parse over the same bytes, turn by turn, in one run. */
export async function compareCheck(seed: number, tell: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-bench-check-'));
  try {
    const config = join(folder, 'broadsheet.yaml');
    const yaml = `timezone: Asia/Jerusalem\nassets: { repo: https://git.invalid/a.git }\n`;
    await writeFile(config, yaml + benchAccounts);
    const sheet = join(folder, 'week-1-social-publishing-sheet.csv');
    const bytes = Buffer.from(benchSheet(rows, seed));
    await writeFile(sheet, bytes);
    const [load = 0] = loadavg();
    tell(
      `${rows} rows, ${bytes.byteLength} bytes, seed ${seed}; load of the machine ${load.toFixed(1)}`,
    );
    await rates({ config, sheet, bytes }, tell);
    tell(`memory at its most             ${await peak(config, sheet)} MB, the whole program`);
    await refusals(folder, seed, tell);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rates(
  { config, sheet, bytes }: { config: string; sheet: string; bytes: Buffer },
  tell: (line: string) => void,
): Promise<void> {
  const loaded = await loadConfiguration({ config, data: null, environment: {} });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const records: { post_copy: string; platform: string }[] = parse(bytes, { columns: true });
  const onX = records.filter((one) => one.platform === 'x').map((one) => one.post_copy);
  const { measure } = networkLimits.bluesky;
  // All texts of the sheet are ordinary ones, for which most checks have a short way; these are not.
  const lively = Buffer.from(bytes.toString('utf8').replaceAll(', and ', ' 🌿 and '));
  const works: Readonly<Record<string, () => unknown>> = {
    'bare csv-parse': () => parse(bytes, { columns: true }),
    'broadsheet check': () => checkSource(fileSource(sheet, bytes), loaded.value),
    'check, an emoji in each text': () => checkSource(fileSource(sheet, lively), loaded.value),
    'twitter-text, rows of X': () => onX.map((one) => twitterText().parseTweet(one)),
    'graphemes, all rows': () => records.map((one) => measure(one.post_copy)),
  };
  const taken = new Map(Object.keys(works).map((name) => [name, [] as number[]]));
  for (let turn = 0; turn < turns; turn += 1)
    for (const [name, work] of Object.entries(works)) {
      const began = performance.now();
      await work();
      taken.get(name)?.push(performance.now() - began);
    }
  const first = new Map([...taken].map(([name, [one]]) => [name, one]));
  const middle = (name: string) => (taken.get(name) ?? []).sort((a, b) => a - b)[turns >> 1] ?? 0;
  for (const name of Object.keys(works)) {
    const share = middle('bare csv-parse') / middle(name);
    const rate = Math.round(rows / (middle(name) / 1000));
    tell(
      `${name.padEnd(30)} ${middle(name).toFixed(0)} ms, ${rate} rows a second, ${share.toFixed(2)} × csv-parse; the first of ${turns} turns ${first.get(name)?.toFixed(0)} ms`,
    );
  }
}

const root = new URL('../../', import.meta.url);

/**
 * Megabytes that the whole program had resident at its most, as it is installed: from its sources it
 * holds their types and what strips them too.
 */
async function peak(config: string, sheet: string): Promise<number> {
  execFileSync('npm', ['run', '-s', 'build'], { cwd: root, stdio: 'inherit' });
  const program = fileURLToPath(new URL('dist/cli/bin.js', root));
  const telling = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + '\\n'))`;
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(telling)}`, program].concat([
      'check',
      sheet,
      '--config',
      config,
      '--json',
    ]),
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  await once(child, 'close');
  const kilobytes = Number(/^peak (\d+)$/m.exec(said)?.[1]);
  if (Number.isNaN(kilobytes)) throw new Error(said);
  return Math.round(kilobytes / 1024);
}

/** What is over the caps, from the file to the refusal. */
async function refusals(folder: string, seed: number, tell: (line: string) => void): Promise<void> {
  const million = 1_000_000;
  const sheets = {
    'a million rows': benchSheet(rows, seed).repeat(million / rows),
    'a million rows of two bytes': 'a\n'.repeat(million),
    'a million empty rows': `${benchSheet(1, seed)}${'\n'.repeat(million)}`,
  };
  for (const [name, text] of Object.entries(sheets)) {
    const path = join(folder, 'large.csv');
    await writeFile(path, text);
    const began = performance.now();
    const found = await findSources(path, {
      sheet: 'week-{week}-sheet.csv',
      emails: 'week-{week}-mails.md',
    });
    const [first] = found.ok ? found.value : [];
    const checked = first ? await checkSource(first.source, null) : null;
    const took = performance.now() - began;
    const [broken] = (checked?.diagnostics ?? []).filter(({ severity }) => severity === 'error');
    const why = found.ok ? broken?.code : found.error.code;
    const verdict = why === undefined ? 'NOT REFUSED' : `refused: ${why}`;
    tell(`${name.padEnd(30)} ${verdict}, after ${took.toFixed(1)} ms`);
  }
}
