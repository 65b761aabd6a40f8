import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { run, sources } from '../support/broadsheet.ts';
import { runCommand } from '../support/command.ts';

const here = tmpdir();

/** Lets a process say on its standard error which packages it loads. */
const tracing = `--import=data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      const name = url.split('/node_modules/')[1];
      if (name) process.stderr.write('loads ' + name.split('/')[0] + '\\n');
      return next(url, context);
    },
  });
`)}`;

describe('the command line, before it does anything', () => {
  it('gives examples first, and loads no package but the one that reads its options', async () => {
    const environment = { PATH: process.env.PATH, NODE_OPTIONS: tracing };
    const ran = await runCommand(process.execPath, [sources, '--help'], environment, here);
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /^Examples:\n {2}broadsheet demo/);
    assert.deepEqual(new Set(ran.stderr.trim().split('\n')), new Set(['loads commander']));
  });

  it('says its version', async () => {
    const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(text) as { readonly version: string };
    const ran = await run(['--version'], { PATH: process.env.PATH }, here);
    assert.deepEqual([ran.code, ran.stdout, ran.stderr], [0, `${version}\n`, '']);
  });
});
