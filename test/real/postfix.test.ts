import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Publication } from '../../src/application/ports/account.ts';
import { bindAccounts, registry } from '../../src/connectors/registry.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { publication } from '../contract/subject.ts';
import { losingProxy } from '../support/losing-proxy.ts';
import { type WatchedWire, watchedWire } from '../support/wire.ts';
import { largestMail, type Postfix, startPostfix, withoutPostfix } from './postfix-server.ts';

const key = 'newsletter/weekly_issue';
const hebrew = `שלום לכולם 🌿. ${'המדריך לחיפוש עבודה הוא כאן. '.repeat(60)}\n\n.\nhttps://acme.example/he?a=1&b=2`;

const unsubscribe = ['https://acme.example/leave?a=1', 'mailto:leave@acme.example'];

let postfix: Postfix;
let connections = 0;

/** One that no other test publishes. */
const mail = (deliveryId: string, more: Partial<Publication> = {}): Publication => ({
  ...publication,
  deliveryId,
  title: null,
  parts: [hebrew],
  locale: 'he',
  ...more,
});

/** Publishes by the account of a configuration, and waits until Postfix has done with it. */
async function publish(
  names: readonly string[],
  what: Publication,
  { port = postfix.port, wire = watchedWire() }: { port?: number; wire?: WatchedWire } = {},
): Promise<Outcome> {
  const settings = {
    url: `smtp://127.0.0.1:${port}`,
    from: 'news@acme.example',
    unsubscribe,
    to: names.map((name) => (name.includes('@') ? name : `${name}@acme.example`)),
    timeout: 20_000,
  };
  const accounts = new Map([[key, { connector: 'smtp', settings }]]);
  const account = bindAccounts(accounts, registry(), { dataDirectory: '/nonexistent' }).get(key);
  assert.ok(account);
  const outcome = await account.publish(what, wire);
  connections += 1;
  await postfix.settled(connections);
  return outcome;
}

/** How many mails of a publication lie in a mailbox. */
const copies = async (name: string, { deliveryId }: Publication): Promise<number> =>
  (await postfix.mailbox(name)).filter((one) => one.messageId?.startsWith(`<${deliveryId}.`))
    .length;

describe('the smtp connector and a real Postfix', {
  skip: withoutPostfix(),
  timeout: 60_000,
}, () => {
  before(
    async () => {
      postfix = await startPostfix();
    },
    { timeout: 30_000 },
  );
  after(() => postfix?.[Symbol.asyncDispose]());

  it('delivers a mail once to each recipient, and it reads as it was written', async () => {
    const what = mail('read');
    const outcome = await publish(['readers', 'editors'], what);
    const remoteId = '<read.1@acme.example>';
    assert.deepEqual(outcome, { kind: 'accepted', remoteId, remoteUrl: null });
    assert.equal(await copies('editors', what), 1);
    const [read, second] = await postfix.mailbox('readers');
    assert.equal(second, undefined);
    assert.equal(read?.messageId, remoteId);
    assert.equal(read?.subject, 'שלום לכולם 🌿.');
    assert.equal(read?.text?.trimEnd(), hebrew);
    assert.match(read?.html ?? '', /<p dir="auto">שלום לכולם 🌿\. המדריך/);
    assert.match(read?.html ?? '', /<a href="https:\/\/acme\.example\/he\?a=1&#38;b=2">/);
    assert.equal(read?.from?.address, 'news@acme.example');
    const leave = read?.headers.find((one) => one.key === 'list-unsubscribe')?.value;
    assert.equal(leave, '<https://acme.example/leave?a=1>, <mailto:leave@acme.example>');
    const to = read?.to?.map((one) => one.address);
    assert.deepEqual(to, ['readers@acme.example', 'editors@acme.example']);
  });

  const refused: readonly (readonly [names: readonly string[], said: RegExp])[] = [
    [['late'], /450 4\.2\.1 .*Come back later/],
    [['gone'], /550 5\.1\.1 .*Nobody of that name/],
    [['late', 'gone'], /Come back later|Nobody of that name/],
    // Nobody but the readers of its own domain.
    [['somebody@else.example'], /554 5\.7\.1 .*Relay access denied/],
  ];
  for (const [names, said] of refused)
    it(`is rejected where Postfix takes none of ${names.join(', ')}`, async () => {
      const outcome = await publish(names, mail(`refused-${names[0]}-${names.length}`));
      assert.equal(outcome.kind, 'rejected', JSON.stringify(outcome));
      assert.match(JSON.stringify(outcome), said);
      assert.doesNotMatch(
        postfix.log(),
        new RegExp(`message-id=<refused-${names[0]}-${names.length}\\.`),
      );
    });

  it('is accepted where Postfix takes some, and says who does not get it', async () => {
    const what = mail('partly');
    const outcome = await publish(['readers', 'late', 'gone', 'editors'], what);
    assert.equal(outcome.kind, 'accepted', JSON.stringify(outcome));
    assert.deepEqual([await copies('readers', what), await copies('editors', what)], [1, 1]);
    const message = outcome.kind === 'accepted' ? outcome.shortfall?.message : '';
    assert.match(message ?? '', /2 of 4/);
    assert.match(message ?? '', /late@acme\.example \("450 4\.2\.1 .*Come back later/);
    assert.match(message ?? '', /gone@acme\.example \("550 5\.1\.1 .*Nobody of that name/);
    assert.doesNotMatch(message ?? '', /readers@|editors@/);
  });

  it('is rejected where it is larger than Postfix takes', async () => {
    const what = mail('large', { parts: ['א'.repeat(largestMail)] });
    const outcome = await publish(['readers'], what);
    assert.equal(outcome.kind, 'rejected', JSON.stringify(outcome));
    assert.match(JSON.stringify(outcome), /552 5\.3\.4 /);
    assert.equal(await copies('readers', what), 0);
  });

  it('is rejected where there are too many connections', async () => {
    const other = connect(postfix.narrowPort, '127.0.0.1');
    const [greeting] = await once(other, 'data');
    assert.match(String(greeting), /^220 /);
    const outcome = await publish(['readers'], mail('crowded'), { port: postfix.narrowPort });
    assert.equal(outcome.kind, 'rejected', JSON.stringify(outcome));
    assert.match(JSON.stringify(outcome), /421 4\.7\.0 .*too many connections/);
    other.end('QUIT\r\n');
    await once(other, 'close');
    connections += 1;
    const what = mail('crowded');
    assert.equal((await publish(['readers'], what, { port: postfix.narrowPort })).kind, 'accepted');
    assert.equal(await copies('readers', what), 1);
  });

  it('leaves nothing where it may not send', async () => {
    const what = mail('held');
    const wire = watchedWire({ maySend: async () => false });
    assert.equal((await publish(['readers'], what, { wire })).kind, 'released');
    assert.equal(await copies('readers', what), 0);
    assert.doesNotMatch(postfix.log(), /message-id=<held\./);
  });

  it('is unknown where the answer to a taken mail is lost', async () => {
    const what = mail('lost');
    await using proxy = await losingProxy(postfix.port);
    proxy.loses = /\r\n\.\r\n$/;
    const outcome = await publish(['readers'], what, { port: proxy.port });
    assert.equal(outcome.kind, 'unknown', JSON.stringify(outcome));
    assert.equal(proxy.losses, 1);
    assert.equal(await copies('readers', what), 1);
  });

  it('would arrive twice if it were sent again: Postfix does not go by its Message-ID', async () => {
    const what = mail('twice');
    await publish(['readers'], what);
    await publish(['readers'], what);
    assert.equal(await copies('readers', what), 2);
  });
});
