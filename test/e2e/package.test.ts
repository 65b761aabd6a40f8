import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { nextSteps } from '../../src/cli/demo/next-steps.ts';
import { isLong } from '../support/long.ts';
import { clone, type InstalledPackage, installedPackage } from '../support/package.ts';

const sheet =
  'node_modules/broadsheet/examples/marketing/docs/gtm/week-1-social-publishing-sheet.csv';

/** The modules of src/, as they must be found compiled. */
async function modules(): Promise<readonly string[]> {
  const names = await readdir(join(clone, 'src'), { recursive: true });
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `dist/${name.replace(/\.ts$/, '.js')}`)
    .sort();
}

describe('the package, packed and installed in an empty folder', {
  skip:
    process.platform === 'win32'
      ? 'it brings no PostgreSQL there'
      : !isLong && 'takes a minute: `npm run test:long`',
}, () => {
  let installed: InstalledPackage;
  before(async () => {
    installed = await installedPackage();
  });
  after(() => installed?.close());

  it('holds what runs, and nothing else', async () => {
    const files = await installed.files();
    assert.deepEqual(
      files.filter((name) => name.startsWith('dist/')),
      await modules(),
    );
    assert.deepEqual(
      new Set(files.map((name) => name.split('/')[0])),
      new Set([
        ...['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'],
        ...['dist', 'examples', 'migrations', 'schemas'],
      ]),
    );
    assert.deepEqual(
      files.filter((name) => /\.ts$|^test\/|\.test\./.test(name)),
      [],
    );
  });

  it('names no path of the machine that packed it', async () => {
    for (const name of await installed.files()) {
      const text = await readFile(join(installed.folder, 'node_modules/broadsheet', name), 'utf8');
      assert.ok(!text.includes(clone), `${name} names ${clone}`);
    }
  });

  it('brings no Node and no tool of its development', async () => {
    const names = await readdir(join(installed.folder, 'node_modules'));
    assert.deepEqual(
      names.filter((name) => /^(node-.*|typescript|fast-check|@biomejs|@types)$/.test(name)),
      [],
    );
  });

  it('has all that its modules import', async () => {
    const paths = (await modules()).filter((name) => !/^dist\/cli\/(bin|main)\.js$/.test(name));
    const script = paths.map((name) => `await import('broadsheet/${name}');`).join('');
    const ran = await installed.type(`node --input-type=module --eval "${script}"`);
    assert.deepEqual([ran.code, ran.stderr], [0, '']);
  });

  it('answers --help with examples first, and --version', async () => {
    const help = await installed.run('--help');
    assert.equal(help.code, 0, help.stderr);
    assert.match(help.stdout, /^Examples:\n {2}broadsheet demo/);
    const text = await readFile(join(clone, 'package.json'), 'utf8');
    const { version } = JSON.parse(text) as { readonly version: string };
    assert.equal((await installed.run('--version')).stdout, `${version}\n`);
  });

  it('checks a sheet', async () => {
    const ran = await installed.run('check', sheet, '--json');
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual([ran.json().ok, ran.json().summary.rows], [true, 11]);
  });

  it('lives the week of the demo, and what it says to try next works as typed', async () => {
    const data = join(installed.folder, 'a week');
    const ran = await installed.run('demo', '--json', '--data', data);
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(ran.json().status.counts, { posted: 18 });

    const steps = nextSteps(data, installed.folder, {});
    for (const step of steps) {
      const tried = await installed.type(step);
      assert.equal(tried.code, 0, `${step}\n${tried.stderr}`);
    }
    assert.match((await installed.type(steps[0] ?? '')).stdout, /18 posted/);

    const npm = { npm_lifecycle_event: 'demo', npm_package_name: 'broadsheet', INIT_CWD: clone };
    const [status = '', check = ''] = nextSteps(data, clone, npm);
    for (const step of [status, check]) {
      const tried = await installed.typeInClone(step);
      assert.equal(tried.code, 0, `${step}\n${tried.stderr}`);
    }
  });
});
