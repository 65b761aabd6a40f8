import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openApiOperation } from '../../test/contract/spec.ts';
import { answering } from '../../test/support/answering.ts';
import { rawServer } from '../../test/support/raw-server.ts';
import { sharedFile, skipWithout } from '../../test/support/shared.ts';
import type { Account } from '../application/ports/account.ts';
import { bindAccounts, registry } from './registry.ts';

const token = 'tok-3n-s3cr3t';
const did = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa';
const key = '00000000-0000-4000-8000-000000000001';

interface Case {
  readonly connector: string;
  /** @param url where the vendor is */
  settings(url: string): object;
  /** What the vendor says, to all that is asked. */
  readonly says: object;
  /** The first request. */
  readonly asks: string;
  readonly name: RegExp;
  /** What the configuration names, and the answer contradicts. */
  readonly otherwise?: readonly [setting: string, value: string];
  /** What must never show; left out: the token. */
  readonly secret?: string;
  /** Of the vendor's own description of its API, where there is one. */
  readonly spec?: readonly [file: string, path: string];
}

const cases: readonly Case[] = [
  {
    connector: 'x',
    settings: (base_url) => ({ user_id: '12', token, base_url }),
    says: { data: { id: '12', name: 'Acme', username: 'acme' } },
    asks: 'GET /2/users/me',
    name: /^Acme \(@acme, 12\)$/,
    otherwise: ['user_id', '13'],
    spec: ['specs/x-openapi.json', '/2/users/me'],
  },
  {
    connector: 'mastodon',
    settings: (base_url) => ({ user_id: '12', token, base_url }),
    says: { id: '12', acct: 'acme', display_name: 'Acme' },
    asks: 'GET /api/v1/accounts/verify_credentials',
    name: /^Acme \(@acme@127\.0\.0\.1:\d+, 12\)$/,
    otherwise: ['user_id', '13'],
  },
  {
    connector: 'reddit',
    settings: (base_url) => ({ subreddit: 'resumes', user: 'Acme-Team', token, base_url }),
    says: { name: 'acme-team', id: 'a1' },
    asks: 'GET /api/v1/me',
    name: /^u\/acme-team$/,
    otherwise: ['user', 'somebody'],
  },
  {
    connector: 'telegram',
    settings: (base_url) => ({ chat: '@acme', token: `1:${token}`, base_url }),
    says: { ok: true, result: { id: 1, username: 'acme_bot', title: 'Acme News' } },
    asks: `POST /bot1:${token}/getMe`,
    name: /^@acme_bot in Acme News \(@acme\)$/,
    secret: `1:${token}`,
  },
  {
    connector: 'slack',
    settings: (base_url) => ({ channel: 'C012', workspace: 'acme', token, base_url }),
    says: { ok: true, url: 'https://acme.slack.com/', team: 'Acme', user: 'broadsheet' },
    asks: 'POST /auth.test',
    name: /^broadsheet in Acme \(acme\.slack\.com\)$/,
    otherwise: ['workspace', 'other'],
  },
  {
    connector: 'discord',
    settings: (url) => ({ webhook: `${url}/api/webhooks/7/${token}` }),
    says: {
      id: '7',
      type: 1,
      name: 'Acme News',
      avatar: null,
      channel_id: '8',
      guild_id: '9',
      application_id: null,
      token,
    },
    asks: `GET /api/webhooks/7/${token}`,
    name: /^Acme News, channel 8, server 9$/,
    spec: ['specs/discord-openapi.json', '/webhooks/{webhook_id}/{webhook_token}'],
  },
  {
    connector: 'linkedin',
    settings: (base_url) => ({ author: 'urn:li:person:a1', token, base_url }),
    says: { sub: 'a1', name: 'Dana' },
    asks: 'GET /v2/userinfo',
    name: /^Dana \(urn:li:person:a1\)$/,
    otherwise: ['author', 'urn:li:person:b2'],
  },
  {
    connector: 'linkedin',
    settings: (base_url) => ({ author: 'urn:li:organization:5', token, base_url }),
    says: {
      elements: [
        { organization: 'urn:li:organization:4', role: 'ADMINISTRATOR', state: 'APPROVED' },
        { organization: 'urn:li:organization:5', role: 'ADMINISTRATOR', state: 'APPROVED' },
      ],
    },
    asks: 'GET /rest/organizationAcls?q=roleAssignee&state=APPROVED&start=0&count=100',
    name: /^urn:li:organization:5$/,
    otherwise: ['author', 'urn:li:organization:6'],
  },
  {
    connector: 'facebook',
    settings: (base_url) => ({ page: '12', token, base_url }),
    says: { id: '12', name: 'Acme' },
    asks: 'GET /v26.0/me?fields=id,name',
    name: /^Acme \(12\)$/,
    otherwise: ['page', '13'],
  },
  {
    connector: 'bluesky',
    settings: (base_url) => ({ did, password: token, base_url }),
    says: { accessJwt: 'a.b.c', did, handle: 'acme.example' },
    asks: 'POST /xrpc/com.atproto.server.createSession',
    name: /^@acme\.example \(did:plc:a+\)$/,
  },
  {
    connector: 'buttondown',
    settings: (base_url) => ({ newsletter: 'Weekly', api_key: key, base_url }),
    says: {
      results: [
        { username: 'other', name: 'Another', api_key: token },
        { username: 'weekly', name: 'Acme Weekly', api_key: key },
      ],
      count: 2,
    },
    asks: 'GET /newsletters',
    name: /^Acme Weekly \(weekly\)$/,
    otherwise: ['newsletter', 'other'],
    secret: key,
  },
  {
    connector: 'resend',
    settings: (base_url) => ({
      segment: key,
      from: 'Acme <a@acme.example>',
      api_key: token,
      base_url,
    }),
    says: { object: 'segment', id: key, name: 'Readers', created_at: '2026-01-01 00:00:00+00' },
    asks: `GET /segments/${key}`,
    name: /^Acme <a@acme\.example> to Readers$/,
    spec: ['specs/resend-openapi.json', '/segments/{id}'],
  },
];

function bound({ connector, settings }: Case, url: string, more: object = {}): Account {
  const found = registry().get(connector);
  const chosen = found?.settings.parse({ ...settings(url), ...more }) as Record<string, unknown>;
  const accounts = new Map([['a/b', { connector, settings: chosen }]]);
  const account = bindAccounts(accounts as never, registry(), {
    dataDirectory: '/nonexistent',
  }).get('a/b');
  assert.ok(account?.owner, `${connector} does not say whose it is`);
  return account;
}

const wire = (signal = AbortSignal.timeout(20_000)) => ({
  signal,
  now: () => '2026-02-16T06:10:00.000Z',
});

/** What an account makes of an answer, and what was asked first. */
async function asked(one: Case, status: number, answer: object | string, more: object = {}) {
  await using server = await answering(status, answer);
  const owner = await bound(one, server.url, more).owner?.(wire());
  assert.ok(owner);
  const { secret = token } = one;
  assert.ok(!JSON.stringify(owner).includes(secret), `a secret shows: ${JSON.stringify(owner)}`);
  const { method, target } = server.request();
  return { owner, request: `${method} ${target}` };
}

for (const one of cases) {
  const { secret = token } = one;
  describe(`whose an account of ${one.connector} is (${one.asks.split(/[?:]/)[0]})`, () => {
    it('is asked of the network', async () => {
      const { owner, request } = await asked(one, 200, one.says);
      assert.equal(owner.kind, 'own', JSON.stringify(owner));
      assert.match('name' in owner ? owner.name : '', one.name);
      assert.equal(request, one.asks);
    });

    if (one.otherwise) {
      const [setting, value] = one.otherwise;
      it('is another than the configuration says', async () => {
        const { owner } = await asked(one, 200, one.says, { [setting]: value });
        assert.equal(owner.kind, 'other', JSON.stringify(owner));
        const { code, message } = 'error' in owner ? owner.error : { code: '', message: '' };
        assert.equal(code, 'owner-differs');
        assert.match(message, new RegExp(`configuration says \`${setting}\` .*${value}$`));
      });
    }

    it('is told by no token that is refused', async () => {
      const said = { error: 'AuthenticationRequired', message: `bad ${secret}` };
      assert.equal((await asked(one, 401, said)).owner.kind, 'refused');
    });

    it('is told by nothing that names nobody, by no error and by no silence', async () => {
      for (const [status, answer] of [
        [200, '{}'],
        [200, `<html>${secret}`],
        [302, ''],
        [500, { message: `oops ${secret}` }],
        [503, ''],
      ] as const)
        assert.equal(
          (await asked(one, status, answer)).owner.kind,
          'unclear',
          `${status} ${answer}`,
        );
      await using silent = await rawServer({});
      const aborter = new AbortController();
      const asking = bound(one, `http://127.0.0.1:${silent.port}`).owner?.(wire(aborter.signal));
      await silent.arrived(/\r\n\r\n/);
      aborter.abort();
      assert.equal((await asking)?.kind, 'unclear');
    });

    const { spec } = one;
    if (spec)
      it("is said as the vendor's description has it", { skip: skipWithout(spec[0]) }, () => {
        const { answer } = openApiOperation(sharedFile(spec[0]) ?? '', 'get', spec[1]);
        assert.deepEqual(answer('200')(JSON.stringify(one.says)), []);
      });
  });
}

describe('whose an account is', () => {
  it('is refused by what a network says of the token within a 200', async () => {
    const slack = cases.find(({ connector }) => connector === 'slack');
    assert.ok(slack);
    const { owner } = await asked(slack, 200, { ok: false, error: 'token_revoked' });
    assert.equal(owner.kind, 'refused');
  });

  it('is left open by a scope that is missing', async () => {
    const mastodon = cases.find(({ connector }) => connector === 'mastodon');
    assert.ok(mastodon);
    const said = { error: 'This action is outside the authorized scopes' };
    const { owner } = await asked(mastodon, 403, said);
    assert.equal(owner.kind, 'unclear');
    assert.match(JSON.stringify(owner), /outside the authorized scopes.*read:accounts/);
  });

  it('is left open by a list of pages that may go on', async () => {
    const page = cases.find(({ asks }) => asks.includes('organizationAcls'));
    assert.ok(page);
    const many = Array.from({ length: 100 }, (_, id) => ({
      organization: `urn:li:organization:${id + 1000}`,
    }));
    assert.equal((await asked(page, 200, { elements: many })).owner.kind, 'unclear');
    assert.equal((await asked(page, 200, { elements: many.slice(1) })).owner.kind, 'other');
  });

  it('can not spoil a terminal', async () => {
    const [x] = cases;
    assert.ok(x);
    const name = `A\u001b[31m\u202e\n${'long '.repeat(100)}`;
    const { owner } = await asked(x, 200, { data: { id: '12', name, username: 'acme' } });
    const shown = 'name' in owner ? owner.name : '';
    assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}]/u);
    assert.ok([...shown].length <= 200);
  });
});
