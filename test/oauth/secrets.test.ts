import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { it } from 'node:test';
import { at, week } from '../support/campaign.ts';
import { appSecret } from '../support/identity-provider.ts';
import { connect, endToken, onStage } from '../support/oauth-stage.ts';
import { around, dump, filesBelow } from '../support/places.ts';

/** A network that says whose a token is and refuses all else, and says again what it was sent. */
async function loudNetwork() {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    const { authorization = '' } = request.headers;
    const isQuestion = request.method === 'GET';
    if (!isQuestion) heard.push(authorization);
    const owner = {
      data: { id: '2244994945', name: `Acme, by ${authorization}`, username: 'acme' },
    };
    const refusal = { title: 'Unauthorized', detail: `not with ${authorization}` };
    response.writeHead(isQuestion ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isQuestion ? owner : refusal));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, heard, close: () => server.close() };
}

it('no token, code or key of a connected account is anywhere that is seen or stored', async () => {
  const network = await loudNetwork();
  try {
    await onStage(async (stage) => {
      const { campaign, provider } = stage;
      await campaign.prepare([{ post_id: 'a' }]);
      let said = '';
      const cli = async (...args: string[]) => {
        const answer = await campaign.run(...args);
        said += answer.stdout + answer.stderr;
        return answer;
      };
      const connected = await connect(stage);
      assert.equal(connected.code, 0, connected.stderr);
      said += connected.stdout + connected.stderr;
      await endToken(stage);
      await cli('run-week', week, '--now', at('08:10'));
      const { accounts } = (await cli('accounts', '--json')).json();
      assert.match(accounts[0].paused.reason, /X refused the token: 401 "not with Bearer/);
      const used = (network.heard[0] ?? '').replace('Bearer ', '');
      assert.ok(provider.seen.has(used), 'the post left with a token of the store');
      assert.deepEqual(provider.granted, ['authorization_code', 'refresh_token']);
      for (const command of ['status', 'doctor', 'accounts']) {
        await cli(command);
        await cli(command, '--json');
      }
      await cli('accounts', 'rotate-key', '--json');

      const keyFile = join(campaign.data, 'secrets.key');
      const secretKey = (await readFile(keyFile, 'utf8')).trim();
      await rm(keyFile);
      const places = {
        outputs: said,
        database: await dump(campaign.database),
        files: await filesBelow(campaign.data),
      };
      assert.match(places.database, /X refused the token/);
      assert.equal(provider.seen.size, 5, 'a code, and two tokens of each kind');
      for (const [place, text] of Object.entries(places))
        for (const secret of [...provider.seen, appSecret, secretKey])
          assert.ok(
            !text.includes(secret),
            `${secret} is in the ${place}: ${around(text, secret)}`,
          );
    }, network.url);
  } finally {
    network.close();
  }
});
