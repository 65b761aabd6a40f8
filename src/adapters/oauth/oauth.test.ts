import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { oauth } from './oauth.ts';

/** What a renewal comes to at a server that answers like this. */
async function renewed(answer: (response: ServerResponse) => void) {
  const server = createServer((_, response) => answer(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = {
    network: 'X',
    scopes: [],
    secretIn: 'header',
    parameters: {},
    authorizeUrl: `${origin}/authorize`,
    tokenUrl: `${origin}/token`,
    clientId: 'app',
    clientSecret: 'app-secret',
  } as const;
  try {
    return await oauth.renew(provider, 'refresh-canary');
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('the answer to a renewal', { timeout: 60_000 }, () => {
  for (const status of [200, 400])
    it(`is read no further than 1 MiB: ${status}`, async () => {
      const closed = Promise.withResolvers<void>();
      const outcome = await renewed((response) => {
        response.on('close', closed.resolve);
        response.writeHead(status, { 'content-type': 'application/json' });
        const pour = () => {
          while (!response.destroyed && response.write(' '.repeat(65_536)));
        };
        response.on('drain', pour);
        pour();
      });
      await closed.promise;
      assert.equal(outcome.kind, 'unclear');
      assert.match(JSON.stringify(outcome), /answer-over-1-MiB/);
    });

  it('that refuses is a refusal, in the words of the network', async () => {
    const outcome = await renewed((response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"error":"invalid_grant","error_description":"ended"}');
    });
    assert.equal(outcome.kind, 'refused');
    assert.match(JSON.stringify(outcome), /invalid_grant, ended/);
  });

  it('that has no type of token is taken', async () => {
    const outcome = await renewed((response) => {
      response.end('{"access_token":"a","expires_in":60}');
    });
    assert.equal(outcome.kind, 'renewed', JSON.stringify(outcome));
  });

  it('that says null where it has nothing to say is taken, with its refresh token', async () => {
    const outcome = await renewed((response) => {
      response.end(
        '{"access_token":"a","token_type":"Bearer","refresh_token":"r2","expires_in":null,"scope":null,"id_token":null}',
      );
    });
    assert.equal(outcome.kind, 'renewed', JSON.stringify(outcome));
    assert.equal(outcome.kind === 'renewed' && outcome.tokens.refreshToken, 'r2');
    assert.equal(outcome.kind === 'renewed' && outcome.tokens.expiresInSeconds, null);
  });
});
