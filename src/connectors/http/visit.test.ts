import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { checkLinks } from '../../application/check-links.ts';
import { guardOf } from '../../http/guard.ts';
import { linkVisitor } from './visit.ts';

/** A site on loopback, and what it was asked. */
async function site(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (_: IncomingMessage, response: ServerResponse) =>
    response.writeHead(code, headers).end();

const visit = linkVisitor(true);
const follow = async (link: string, by = visit) => (await checkLinks([link], by)).get(link);

describe('a link that is asked for', () => {
  it('is asked by HEAD alone where that is answered, under the name of the product', async () => {
    let agent: string | undefined;
    await using page = await site((request, response) => {
      agent = request.headers['user-agent'];
      response.end();
    });
    const report = await follow(`${page.url}/a?b=c#d`);
    assert.deepEqual(report?.end, { kind: 'answered', status: 200, location: null });
    assert.deepEqual(page.asked, ['HEAD /a?b=c']);
    assert.match(agent ?? '', /^Broadsheet /);
  });

  it('is asked by GET where HEAD is refused, and no page is read', async () => {
    await using page = await site((request, response) => {
      response.writeHead(request.method === 'HEAD' ? 405 : 200, { 'content-length': '99999999' });
      // Of a page only its begin ever comes: whoever waits for the rest waits for good.
      response.write('<html>');
      if (request.method === 'HEAD') response.end();
    });
    const report = await follow(page.url);
    assert.deepEqual(report?.end, { kind: 'answered', status: 200, location: null });
    assert.deepEqual(page.asked, ['HEAD /', 'GET /']);
  });

  it('is what GET says where both are refused', async () => {
    await using page = await site(status(404));
    assert.equal((await follow(page.url))?.end.kind, 'answered');
    assert.deepEqual(page.asked, ['HEAD /', 'GET /']);
  });

  it('is followed to where it ends, and not around in a circle', async () => {
    await using page = await site((request, response) => {
      const [, number = '0'] = /^\/(\d+)/.exec(request.url ?? '') ?? [];
      if (request.url === '/round') return status(302, { location: '/round' })(request, response);
      if (number === '3') return response.end();
      return status(301, { location: `/${Number(number) + 1}` })(request, response);
    });
    const report = await follow(`${page.url}/1`);
    assert.deepEqual(
      report?.path,
      ['/1', '/2', '/3'].map((path) => page.url + path),
    );
    assert.equal((await follow(`${page.url}/round`))?.end.kind, 'too-many-redirects');
  });

  it('ends after some redirects, however new each of them is', async () => {
    await using page = await site((request, response) =>
      status(302, { location: `${request.url}x` })(request, response),
    );
    assert.equal((await follow(`${page.url}/`))?.end.kind, 'too-many-redirects');
    assert.ok(page.asked.length <= 6, page.asked.join());
  });

  it('never goes inside of a network, not by a redirect either', async () => {
    await using inside = await site(status(200));
    const internal = inside.url.replace('127.0.0.1', '127.0.0.2');
    await using page = await site(status(302, { location: internal }));
    const guarded = linkVisitor(
      false,
      guardOf((address) => address === '127.0.0.1'),
    );
    const report = await follow(page.url, guarded);
    assert.ok(report?.end.kind === 'no-answer' && report.end.internal);
    const direct = await follow(inside.url, linkVisitor(false));
    assert.ok(direct?.end.kind === 'no-answer' && direct.end.internal);
    assert.deepEqual(inside.asked, []);
  });
});
