import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { call, type Heard } from './client.ts';
import { rig } from './rig.ts';
import { startNetwork } from './start.ts';

const own = rig();
const { post, look, publicOf, textsOf } = own;
const idOf = ({ body }: Heard): string => JSON.parse(body).id;

describe('the simulated network', () => {
  it('takes a post, and has it in the ledger before it answers', async () => {
    const made = await post('lookup-plain', 'hello');
    assert.equal(made.status, 201);
    assert.match(await readFile(own.network.ledgerFile, 'utf8'), /"account":"lookup-plain".*\n$/);
    const [entry, ...more] = await publicOf('lookup-plain');
    assert.deepEqual(more, []);
    assert.equal(entry?.id, idOf(made));
    assert.equal(entry?.text, 'hello');
    assert.equal(entry?.link, 'https://a/');
    assert.equal(entry?.key, null);
  });

  it('lists posts in pages, the newest first, and says whether there are more', async () => {
    for (const text of ['a', 'b', 'c']) await post('lookup-pages', text);
    const first = await look('lookup-pages');
    assert.deepEqual(textsOf(first), ['c', 'b']);
    const { more, next } = JSON.parse(first.body);
    assert.equal(more, true);
    const second = await look('lookup-pages', `?before=${next}`);
    assert.deepEqual(textsOf(second), ['a']);
    assert.equal(JSON.parse(second.body).more, false);
    const [, entry] = await publicOf('lookup-pages');
    assert.deepEqual(textsOf(await look('lookup-pages', `?since=${entry?.at}`)), ['c', 'b']);
    assert.deepEqual(textsOf(await look('lookup-pages', '?since=2999-01-01T00:00:00Z')), []);
  });

  it('has three classes of accounts', async () => {
    assert.equal((await look('neither-1')).status, 404);
    assert.equal((await look('lookup-1')).status, 200);
    const [one, two] = [
      await post('key-1', 'k', { key: '1' }),
      await post('key-1', 'k', { key: '1' }),
    ];
    assert.equal(idOf(one), idOf(two));
    assert.equal((await publicOf('key-1')).length, 1);
    assert.equal((await post('key-1', 'other', { key: '1' })).status, 409);
    assert.equal((await post('key-1', 'k', { key: '2' })).status, 201);
    for (const account of ['lookup-2', 'neither-2']) {
      await post(account, 'k', { key: '1' });
      await post(account, 'k', { key: '1' });
      assert.equal((await publicOf(account)).length, 2, account);
    }
  });

  it('remembers a key although the first answer was lost', async () => {
    await own.network.script({ match: { account: 'key-lost' }, fault: 'accept-reset' });
    assert.equal((await post('key-lost', 'k', { key: '1' })).status, 0);
    const again = await post('key-lost', 'k', { key: '1' });
    assert.equal(idOf(again), (await publicOf('key-lost'))[0]?.id);
    assert.equal((await publicOf('key-lost')).length, 1);
  });

  it('refuses doubles where it was told to, and names the earlier one or not', async () => {
    await own.network.describe('lookup-named', { duplicates: 'refused-naming' });
    await own.network.describe('lookup-mute', { duplicates: 'refused' });
    const first = await post('lookup-named', 'same');
    await post('lookup-mute', 'same');
    const [named, mute] = [await post('lookup-named', 'same'), await post('lookup-mute', 'same')];
    assert.equal(named.status, 422);
    assert.deepEqual(JSON.parse(named.body), { error: 'duplicate', id: idOf(first) });
    assert.equal(mute.status, 422);
    assert.deepEqual(JSON.parse(mute.body), { error: 'duplicate' });
    assert.equal((await publicOf('lookup-named')).length, 1);
  });

  it('counts a request that broke off as none', async () => {
    const { partial } = await own.network.traffic();
    const arrived = (await own.network.arrived()).length;
    const client = request(`${own.network.url}/accounts/lookup-half/posts`, {
      method: 'POST',
      agent: false,
      headers: { 'content-length': 100 },
    });
    client.on('error', () => {});
    await new Promise((flushed) => client.write('{"text":', flushed));
    client.destroy();
    await own.network.traffic({ partial: partial + 1 });
    await post('lookup-half', 'whole');
    assert.equal((await publicOf('lookup-half')).length, 1);
    assert.equal((await own.network.arrived()).length, arrived + 1);
  });

  it('tells posts without a token away, where it has one', async () => {
    await using closed = await startNetwork({ token: 'right' });
    const url = `${closed.url}/accounts/a/posts`;
    assert.equal((await call('POST', url, { text: 'a' }, { token: 'wrong' })).status, 401);
    assert.equal((await call('GET', url, null, {})).status, 401);
    assert.equal((await call('POST', url, { text: 'a' }, { token: 'right' })).status, 201);
    assert.equal((await closed.ledger()).length, 1);
  });
});

describe('the process of the simulated network', () => {
  it('goes on with the ledger that it finds', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'broadsheet-ledger-'));
    const ledgerFile = join(directory, 'ledger.jsonl');
    const send = (url: string) =>
      call('POST', `${url}/accounts/key-1/posts`, { text: 'a' }, { key: '1' });
    try {
      const ids = [];
      for (const _ of [1, 2]) {
        await using own = await startNetwork({ ledgerFile });
        ids.push(idOf(await send(own.url)));
        assert.equal((await own.ledger()).length, 1);
      }
      assert.equal(ids[0], ids[1]);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('draws faults by lot from its start', async () => {
    const faults = [{ weight: 1, fault: 'error-500' }];
    await using own = await startNetwork({ lot: { seed: 1, faults, perPost: 1 } });
    const send = () => call('POST', `${own.url}/accounts/a/posts`, { text: 'a' }, {});
    assert.equal((await send()).status, 500);
    assert.equal((await send()).status, 201);
  });

  it('ends when its standard input does', async () => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const child = spawn(process.execPath, [main, '--ledger', '/dev/null'], { stdio: 'pipe' });
    const [line] = await once(child.stdout, 'data');
    assert.match(String(line), /^\{"url":"http:\/\/127\.0\.0\.1:\d+",.*\}\n$/);
    child.stdin.end();
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});
