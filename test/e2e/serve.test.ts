import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { run } from '../support/broadsheet.ts';
import { type Campaign, inACampaign, morning, statesOf, week } from '../support/campaign.ts';
import { asPublished } from '../support/documents.ts';
import type { Started } from '../support/process.ts';

/** In real time these rows wait for ever. */
const rows = [
  { post_id: 'a', publish_date: '2099-01-05' },
  { post_id: 'b', publish_date: '2099-01-06' },
];

const noteOf = (campaign: Campaign) => join(campaign.data, 'server.json');

async function serving(campaign: Campaign): Promise<{ server: Started; url: string }> {
  const server = campaign.start('serve', '--port', '0', '--json');
  const [line = ''] = await server.lines(1);
  assert.match(line, /"broadsheet\/serve@1"/, server.said.stderr);
  return { server, url: asPublished(JSON.parse(line)).url };
}

/** Waits until a start has ended that is refused, and gives the code that its document says. */
async function refusedAs({ ended, said }: Started): Promise<string> {
  assert.equal((await ended).code, 2, said.stderr);
  const { schema, code } = JSON.parse(said.stdout);
  assert.equal(schema, 'broadsheet/problem@1', 'it ends before it serves');
  return code;
}

/** Ends a server by a signal, and sees that it ends well, within the time that a system gives it. */
async function stopped({ child, ended, said }: Started, signal: 'SIGTERM' | 'SIGINT') {
  const patience = AbortSignal.timeout(8000);
  patience.addEventListener('abort', () => child.kill('SIGKILL'));
  child.kill(signal);
  assert.deepEqual(await ended, { code: 0, signal: null }, said.stderr);
  assert.match(said.stderr, /Stopped\.\n$/);
}

/** Runs the command line where it can do nothing but ask a server: its own database is nowhere. */
const overHttp = (campaign: Campaign, ...args: string[]) =>
  run(
    [...args, '--config', campaign.config, '--data', campaign.data],
    { ...campaign.environment, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
    campaign.directory,
  );

/** Of a body that is announced and not sent: who refuses it by its length has not read it. */
async function statusOfAnnounced(bytes: number, url: string, headers: object): Promise<number> {
  const asked = request(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': bytes },
  });
  asked.flushHeaders();
  const [answer] = await once(asked, 'response');
  asked.destroy();
  return answer.statusCode;
}

describe('serve', { concurrency: 2 }, () => {
  it("ends, and says why, where it can't leave word of itself", () =>
    inACampaign(async (campaign) => {
      await mkdir(noteOf(campaign), { recursive: true });
      const server = campaign.start('serve', '--port', '0', '--json');
      assert.equal(await refusedAs(server), 'server-file-unwritable');
      assert.doesNotMatch(server.said.stderr, /defect/);
      const left = (await readdir(campaign.data)).filter((name) => name.endsWith('.new'));
      assert.deepEqual(left, []);
    }));

  for (const command of ['serve', 'worker', 'status'])
    it(`is refused as ${command} with a data directory that is none, whatever the database`, () =>
      inACampaign(async (campaign) => {
        await writeFile(campaign.data, '');
        const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
        for (const more of [{}, nowhere]) {
          const ran = await run(
            [command, '--json', '--config', campaign.config, '--data', campaign.data],
            { ...campaign.environment, ...more },
            campaign.directory,
          );
          assert.equal(ran.code, 2, ran.stderr);
          assert.equal(ran.json().code, 'data-directory-unwritable');
          assert.ok(ran.stderr.includes(campaign.data), ran.stderr);
        }
      }, 'embedded'));

  it('is asked over HTTP by the command line, and ends well', () =>
    inACampaign(async (campaign) => {
      await campaign.push(rows);
      const { server, url } = await serving(campaign);
      try {
        assert.equal((await stat(noteOf(campaign))).mode & 0o077, 0, 'only its owner may use it');
        const cli = (...args: string[]) => overHttp(campaign, ...args);
        const imported = await cli('run-week', week, '--json');
        assert.equal(imported.code, 0, imported.stderr);
        assert.deepEqual(imported.json().status.counts, { pending: 2 });
        assert.equal((await cli('approve', '--all', '--yes')).code, 0);
        assert.equal((await cli('hold', 'b')).code, 0);
        assert.equal((await cli('pause', '--all', '--as', 'dana')).code, 0);
        const status = (await cli('status', '--json')).json();
        assert.equal(status.schema, 'broadsheet/status@1');
        assert.deepEqual(statesOf(status), {
          'a:x/main': 'scheduled',
          'b:x/main': 'scheduled held',
        });
        assert.equal(status.paused.by, 'dana');
        const unknown = await cli('hold', 'bb');
        assert.equal(unknown.code, 2);
        assert.match(unknown.stderr, /called "bb".*\n.*Did you mean b\?/);
        const turned = await cli('run-week', week, '--now', morning);
        assert.equal(turned.code, 2);
        assert.match(turned.stderr, /A server runs here, in real time/);

        const stranger = await fetch(`${url}/api/marketing/status`);
        assert.equal(stranger.status, 401);
        const nowhere = await fetch(`${url}/nowhere`);
        assert.equal(nowhere.headers.get('content-type'), 'application/problem+json');
        const second = campaign.start('serve', '--port', '0', '--json');
        assert.equal(await refusedAs(second), 'usage');
        assert.ok(second.said.stderr.includes(`already, at ${url}.`), second.said.stderr);
        assert.equal((await cli('status')).code, 0, 'the first one goes on');
      } finally {
        await stopped(server, 'SIGTERM');
      }
      assert.equal(existsSync(noteOf(campaign)), false);
      const lock = join(campaign.data, 'postgres', 'postmaster.pid');
      assert.equal(existsSync(lock), false, 'its database is stopped with it');
      const after = (await campaign.run('status', '--json')).json();
      assert.equal(after.paused.by, 'dana', 'the same database, opened in process');
    }, 'embedded'));

  it('lets in who has a key, as far as the key goes, and listens elsewhere only with one', () =>
    inACampaign(async (campaign) => {
      const far = campaign.start('serve', '--port', '0', '--host', '0.0.0.0', '--json');
      assert.equal(await refusedAs(far), 'key-missing');
      assert.match(far.said.stderr, /there is no key yet\.\n.*keys create/);
      const { server, url } = await serving(campaign);
      try {
        const create = ['keys', 'create', '--name', 'dash', '--scopes', 'read'];
        const made = await overHttp(campaign, ...create);
        assert.equal(made.code, 0, made.stderr);
        const key = made.stdout.trim();
        assert.match(key, /^bs_[0-9a-f]{8}_[\w-]{43}$/);
        const headers = { authorization: `Bearer ${key}` };
        const status = await fetch(`${url}/api/marketing/status`, { headers });
        assert.equal(status.status, 200);
        assert.equal(status.headers.get('x-content-type-options'), 'nosniff');
        const pause = `${url}/api/publishing/pause`;
        assert.equal((await fetch(pause, { method: 'POST', headers, body: '{}' })).status, 403);
        const large = { method: 'POST', headers, body: 'x'.repeat(1_000_001) };
        assert.equal((await fetch(pause, large)).status, 413);
        const runWeek = `${url}/api/webhook/marketing/run-week`;
        assert.equal((await fetch(runWeek, large)).status, 403, 'it may hold a plan');
        assert.equal(await statusOfAnnounced(16_000_001, runWeek, headers), 413);
        const from = tmpdir();
        const afar = (server: string, given: object, ...args: string[]) =>
          run([...args, '--server', server], { PATH: process.env.PATH, ...given }, from);
        const withKey = { BROADSHEET_API_KEY: key };
        assert.equal((await afar(url, withKey, 'accounts')).code, 0);
        const notAllowed = await afar(url, withKey, 'pause', '--all');
        assert.equal(notAllowed.code, 2);
        assert.match(notAllowed.stderr, /lacks approve/);
        const keyless = await afar(url, {}, 'accounts', '--json');
        assert.equal(keyless.json().code, 'key-missing');
        const open = await afar('http://broadsheet.example', withKey, 'accounts', '--json');
        assert.equal(open.json().code, 'server-unencrypted');
        assert.ok(!`${open.stdout}${open.stderr}`.includes(key));
        const listed = await overHttp(campaign, 'keys', 'list');
        assert.match(
          listed.stdout,
          /^bs_[0-9a-f]{8} {2}dash {2}read {2}until .*, used 20\S+:00\.000Z\n$/,
        );
        assert.equal((await overHttp(campaign, 'keys', 'revoke', key.slice(0, 11))).code, 0);
        assert.equal((await fetch(`${url}/api/accounts`, { headers })).status, 401);
      } finally {
        await stopped(server, 'SIGTERM');
      }
    }));

  it('that was killed hinders nobody, whoever has its port now', () =>
    inACampaign(async (campaign) => {
      const { server, url } = await serving(campaign);
      server.child.kill('SIGKILL');
      await server.ended;
      assert.equal(existsSync(noteOf(campaign)), true);
      assert.equal((await campaign.run('status')).code, 0);

      const heard: (string | undefined)[] = [];
      const other = createServer((request, response) => {
        heard.push(request.headers.authorization);
        response.end(JSON.stringify({ ok: true, id: 'of another server' }));
      }).listen(Number(new URL(url).port), '127.0.0.1');
      await once(other, 'listening');
      try {
        assert.equal((await campaign.run('status')).code, 0);
        assert.deepEqual(heard, [undefined], 'it was looked at, and not sent the token');
      } finally {
        other.close();
      }
      for (const broken of ['', '{"url":"nowhere"}']) {
        await writeFile(noteOf(campaign), broken);
        assert.equal((await campaign.run('status')).code, 0, broken);
      }
      const again = await serving(campaign);
      assert.equal(JSON.parse(await readFile(noteOf(campaign), 'utf8')).url, again.url);
      await stopped(again.server, 'SIGINT');
    }));

  it('says which port it can not have', () =>
    inACampaign(async (campaign) => {
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      try {
        const { port } = taken.address() as AddressInfo;
        const refused = campaign.start('serve', '--port', String(port), '--json');
        assert.equal(await refusedAs(refused), 'port-taken');
        assert.match(
          refused.said.stderr,
          new RegExp(`Port ${port} can't be used: EADDRINUSE.\n.*--port`),
        );
        assert.equal(existsSync(noteOf(campaign)), false);
      } finally {
        taken.close();
      }
    }));
});
