import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { at, inACampaign, morning, week } from '../support/campaign.ts';
import { around, dump, filesBelow } from '../support/places.ts';
import { faultyMailServer } from '../support/smtp-server.ts';

/** Each lies in another kind of setting. `%2F` is written in an address, and `/` is meant. */
const canaries = {
  account: 'canary-account-7%2Fx',
  password: 'canary-password-8',
  notify: 'canary-notify-9',
  token: 'canary-token-5',
  overriding: 'canary-overriding-6',
};

const forms = Object.values(canaries).flatMap((one) => [one, decodeURIComponent(one)]);

function settings(mailUrl: string, noticesUrl: string, gitUrl: string): string {
  const address = mailUrl.replace('//', `//news:${canaries.account}@`);
  const notices = noticesUrl.replace('//', `//ops:\${NOTIFY_PASSWORD}@`);
  return `accounts:
  newsletter/a: { connector: smtp, url: "${address}", from: a@acme.test, to: [r@acme.test] }
  newsletter/b:
    { connector: smtp, url: "${mailUrl}", user: b, password: "\${MAIL_PASSWORD}", from: b@acme.test, to: [r@acme.test] }
  x/main: { connector: sandbox, network: x }
notify: [{ via: email, url: "${notices}", from: ops@acme.test, to: [team@acme.test] }]
checks: { utm-source-mismatch: off }
# ${gitUrl}
`;
}

/** A git server that says what it was sent: what git prints of it must not get further. */
async function loudGitServer() {
  const server = createServer((request, response) => {
    const header = request.headers.authorization ?? '';
    const sent = Buffer.from(header.replace('Basic ', ''), 'base64').toString('utf8');
    response.writeHead(500, { 'content-type': 'text/plain' });
    response.end(`no: ${header} is ${sent}\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.git`;
  return { url, close: () => server.close() };
}

it('no secret is in any output, in the database, in a file or in a mail', () =>
  inACampaign(async (campaign) => {
    const mail = await faultyMailServer('refuse-password-aloud');
    const notices = await faultyMailServer('none');
    const git = await loudGitServer();
    const { environment } = campaign;
    environment.MAIL_PASSWORD = canaries.password;
    environment.NOTIFY_PASSWORD = canaries.notify;
    environment.ASSETS_TOKEN = canaries.token;
    environment.BROADSHEET_ASSETS_TOKEN = canaries.overriding;
    const assets = `{ repo: ${campaign.repository.path}, allow: ["${git.url}"], allow_file_protocol: true, token: "\${ASSETS_TOKEN}" }`;
    const written = `timezone: Asia/Jerusalem\nassets: ${assets}\n${settings(mail.url, notices.url, git.url)}`;
    let said = '';
    const cli = async (...args: string[]) => {
      const answer = await campaign.run(...args);
      said += answer.stdout + answer.stderr;
      return answer;
    };
    try {
      await campaign.configure(written);
      await campaign.prepare([
        { post_id: 'a', platform: 'newsletter', account_target: 'a|b' },
        { post_id: 'b' },
      ]);
      const tried = await cli('run-week', week, '--now', at('08:10'));
      assert.equal(tried.code, 1, tried.stderr);
      const status = await cli('status', '--json');
      const heard = [...status.stdout.matchAll(/"message": "(.*535 5\.7\.8 no.*)"/g)];
      assert.equal(heard.length, 2, 'both servers said the password, and it came as far as this');
      for (const [, message = ''] of heard)
        assert.match(message, /535 5\.7\.8 no (news|b) (…|\[secret\])/);
      const pulled = await cli('run-week', week, '--now', at('08:10'), '--repo', git.url);
      assert.equal(pulled.code, 2);
      for (const command of ['status', 'accounts', 'plan'])
        await cli(command, ...(command === 'plan' ? [week] : []));
      await cli('approve', '--all', '--yes', '--json');
      await cli('plan', week, '--json', '--now', morning);
      await campaign.configure(written.replace('smtp', 'smpt').replace('via: email', 'via: mail'));
      assert.equal((await cli('status')).code, 2);

      assert.equal(notices.taken.length > 0, true, 'the paused accounts were told by mail');
      const places = {
        outputs: said,
        database: await dump(campaign.database),
        files: await filesBelow(campaign.data),
        mails: notices.taken.join('\n'),
      };
      assert.match(places.database, /535 5\.7\.8 no/);
      for (const [place, text] of Object.entries(places))
        for (const canary of ['canary', ...forms])
          assert.ok(
            !text.includes(canary),
            `${canary} is in the ${place}: ${around(text, canary)}`,
          );
    } finally {
      git.close();
      await mail.close();
      await notices.close();
    }
  }));
