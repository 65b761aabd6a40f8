import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { type ListedPage, type ListedPost, lookBack, sinceOf } from './look-back.ts';

const startedAt = '2026-02-16T08:10:00.000Z';
const telling = { network: 'Example', now: startedAt, secrets: [] };

const post = (remoteId: string, at: string, isIt = false): ListedPost => ({
  remoteId,
  remoteUrl: null,
  at,
  isIt,
});

const after = '2026-02-16T08:11:00.000Z';
const before = '2026-02-16T07:00:00.000Z';

/** A page as it is sent; `older` says only whether there is more. */
interface Sent {
  readonly posts: readonly ListedPost[];
  readonly older: 'more' | 'none' | 'withheld';
}

/** Looks at pages that a server sends one after the other; null: it says 500. */
async function look(...pages: readonly (Sent | 'no list' | null)[]) {
  let asked = 0;
  const server = createServer((_, response) => {
    const page = pages[asked];
    asked += 1;
    response.writeHead(page ? 200 : 500).end(JSON.stringify(page));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const read = ({ body }: { readonly body: string }): ListedPage | null => {
    const page: Sent | 'no list' = JSON.parse(body);
    if (page === 'no list') return null;
    return { ...page, older: page.older === 'more' ? { method: 'GET', url } : page.older };
  };
  try {
    const reading = { telling, since: sinceOf(startedAt), read };
    const signal = AbortSignal.timeout(20_000);
    return { sighting: await lookBack({ method: 'GET', url }, reading, signal), asked };
  } finally {
    server.close();
  }
}

describe('a look among the posts of an account', () => {
  it('finds the post, on whichever page', async () => {
    const { sighting, asked } = await look(
      { posts: [post('other', after)], older: 'more' },
      { posts: [post('it', after, true)], older: 'more' },
    );
    assert.deepEqual(sighting, { kind: 'found', remoteId: 'it', remoteUrl: null });
    assert.equal(asked, 2);
  });

  it('finds it when the clock of the network is behind by a minute', async () => {
    const posts = [post('it', '2026-02-16T08:09:00.000Z', true)];
    assert.equal((await look({ posts, older: 'none' })).sighting.kind, 'found');
  });

  it('takes no older post for it', async () => {
    const posts = [post('old', before, true)];
    assert.deepEqual((await look({ posts, older: 'none' })).sighting, { kind: 'absent' });
  });

  it('says absent at the end of the list, also of an empty one', async () => {
    const end = await look({ posts: [post('a', after)], older: 'none' });
    assert.deepEqual(end.sighting, { kind: 'absent' });
    assert.deepEqual((await look({ posts: [], older: 'none' })).sighting, { kind: 'absent' });
  });

  it('goes no further back than the attempt', async () => {
    const posts = [post('a', after), post('b', before)];
    const { sighting, asked } = await look({ posts, older: 'more' });
    assert.deepEqual(sighting, { kind: 'absent' });
    assert.equal(asked, 1);
    assert.deepEqual((await look({ posts, older: 'withheld' })).sighting, { kind: 'absent' });
  });

  it('goes on behind an old post that is pinned to the top', async () => {
    const { sighting } = await look(
      { posts: [post('pinned', before), post('a', after)], older: 'more' },
      { posts: [post('it', after, true)], older: 'none' },
    );
    assert.equal(sighting.kind, 'found');
  });

  it('is unclear where older posts are withheld, or an answer is no list', async () => {
    const first: Sent = { posts: [post('a', after)], older: 'more' };
    const codes = [];
    for (const pages of [
      [{ ...first, older: 'withheld' } as const],
      [first, null],
      [first, 'no list' as const],
    ]) {
      const { sighting } = await look(...pages);
      codes.push(sighting.kind === 'unclear' && sighting.error.code);
    }
    assert.deepEqual(codes, ['look-up-incomplete', 'look-up-failed', 'look-up-failed']);
  });
});
