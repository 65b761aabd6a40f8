import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { ask } from './ask.ts';

async function answer(given: string | null): Promise<boolean> {
  const input = new PassThrough();
  const output = new PassThrough();
  const asked = ask('Approve 2 deliveries?', { input, output });
  if (given === null) input.end();
  else input.write(given);
  const said = await asked;
  assert.match(String(output.read()), /Approve 2 deliveries\? \[y\/N\] /);
  return said;
}

describe('asking a person', () => {
  for (const yes of ['y\n', 'Yes\n', ' y \n'])
    it(`takes ${JSON.stringify(yes)} for a yes`, async () => {
      assert.equal(await answer(yes), true);
    });

  for (const no of ['\n', 'n\n', 'yeah\n', 'ya\n', '\u0003', '\u0004', null])
    it(`takes ${JSON.stringify(no) ?? 'the end of the input'} for a no`, async () => {
      assert.equal(await answer(no), false);
    });
});
