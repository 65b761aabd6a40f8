import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sharedFindings } from './shared.ts';

describe('what many ask at once', () => {
  it('is found once for all who asked before it began, and anew for who asked later', async () => {
    const ask = sharedFindings<number>();
    const begun: PromiseWithResolvers<number>[] = [];
    const find = () => {
      const one = Promise.withResolvers<number>();
      begun.push(one);
      return one.promise;
    };
    const first = ask('week', find);
    const second = [ask('week', find), ask('week', find)];
    assert.equal(begun.length, 1);
    const other = ask('other', find);
    assert.equal(begun.length, 2, 'another question waits for nobody');
    begun[0]?.resolve(1);
    assert.equal(await first, 1);
    await new Promise(setImmediate);
    assert.equal(begun.length, 3);
    const third = ask('week', find);
    begun[2]?.resolve(2);
    assert.deepEqual(await Promise.all(second), [2, 2]);
    await new Promise(setImmediate);
    begun[3]?.resolve(3);
    assert.equal(await third, 3);
    begun[1]?.resolve(0);
    assert.equal(await other, 0);
    await new Promise(setImmediate);
    void ask('week', find);
    assert.equal(begun.length, 5, 'nothing is kept');
  });

  it('fails for who waited for it, and is found anew for who asked while it failed', async () => {
    const ask = sharedFindings<number>();
    const failed = ask('week', () => Promise.reject(new Error('away')));
    const later = ask('week', async () => 1);
    await assert.rejects(failed, /away/);
    assert.equal(await later, 1);
  });
});
