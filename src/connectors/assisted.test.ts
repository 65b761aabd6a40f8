import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication } from '../../test/contract/subject.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { assisted } from './assisted.ts';

const bind = (key: string, more: object = {}) =>
  assisted.bind(key, assisted.settings.parse(more), { dataDirectory: '/nonexistent' });

const link = 'https://acme.example/?utm_source=community&utm_content=a';
const words = { text: `שלום & "hello" (1+1) 50%\n\n${link}`, title: 'A/B?', link };

const formOf = (key: string, more: object = {}, what = words) =>
  bind(key, more).byHand?.formFor(what) ?? null;

/** What the page that is opened reads of its address. */
const queryOf = (address: string | null) => new URL(address ?? '').searchParams;

describe('a form for what is posted by hand', () => {
  it('of WhatsApp holds the whole text, as it is', () => {
    const form = formOf('community/whatsapp');
    assert.match(form ?? '', /^https:\/\/wa\.me\/\?text=[\w.~%-]+$/);
    assert.equal(queryOf(form).get('text'), words.text);
  });

  it('of Reddit holds title and text, for the community of the target', () => {
    const form = formOf('reddit/r/resumes');
    assert.ok(form?.startsWith('https://www.reddit.com/r/resumes/submit?'));
    assert.deepEqual(
      [queryOf(form).get('title'), queryOf(form).get('text')],
      [words.title, words.text],
    );
    assert.equal(formOf('reddit/main'), null, 'no community is known');
    assert.ok(formOf('reddit/main', { where: 'r/jobs' })?.includes('/r/jobs/submit'));
  });

  it('of Facebook holds the link alone, where there is one', () => {
    const form = formOf('community/facebook');
    assert.equal(queryOf(form).get('u'), link);
    assert.equal(formOf('community/facebook', {}, { ...words, link: '' }), null);
  });

  it('of anybody else is as the configuration writes it, and nothing turns it elsewhere', () => {
    const form = 'https://forum.example/new?t={title}&b={text}&l={link}#top';
    const evil = { text: '&b=x#{link}/../', title: '@evil.example/', link };
    const filled = formOf('forum/main', { form }, evil);
    assert.equal(new URL(filled ?? '').host, 'forum.example');
    assert.equal(queryOf(filled).get('b'), evil.text);
    assert.equal(queryOf(filled).get('t'), evil.title);
    assert.equal(formOf('forum/main'), null);
  });

  it('is left out where it would be too long for a server, and takes half a sign', () => {
    assert.equal(formOf('community/whatsapp', {}, { ...words, text: 'ש'.repeat(2000) }), null);
    assert.ok(formOf('community/whatsapp', {}, { ...words, text: 'a\ud800b' }));
  });
});

describe('an account that a person posts for', () => {
  it('sends nothing, ever', async () => {
    const wire = watchedWire();
    const outcome = await bind('community/whatsapp').publish(publication, wire);
    assert.equal(outcome.kind, 'rejected');
    assert.deepEqual(wire.passed, []);
    assert.equal(bind('community/whatsapp').confirm, undefined);
  });

  it('has a place for each community, which may share one account', () => {
    const one = bind('reddit/r/resumes', { account: 'u/acme' });
    const other = bind('reddit/r/jobs', { account: 'u/acme' });
    assert.equal(one.account, other.account);
    assert.notEqual(one.place, other.place);
    assert.notEqual(bind('reddit/r/resumes').account, bind('reddit/r/jobs').account);
    assert.equal(one.network, 'reddit');
    assert.equal(bind('forum/main').network, 'other');
  });

  it('says where it is to be posted', () => {
    const address = 'https://www.facebook.com/groups/acme';
    const { byHand } = bind('community/facebook', { where: 'Acme users', address });
    assert.deepEqual([byHand?.where, byHand?.address], ['Acme users', address]);
    assert.equal(bind('community/whatsapp').byHand?.where, 'whatsapp');
  });

  it('refuses settings that would not work', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ form: 'https://{text}/a' }, /behind the host/],
      [{ form: 'https://a.example{text}' }, /behind the host/],
      [{ form: 'javascript:alert({text})' }, /https/],
      [{ form: 'https://a.example/?b={body}' }, /\{text\}/],
      [{ address: 'groups/acme' }, /must begin with https/],
      [{ where: ' ' }, /where/],
      [{ token: 'a' }, /token/],
    ];
    for (const [given, told] of wrong) {
      const { error } = assisted.settings.safeParse(given);
      assert.match(JSON.stringify(error?.issues ?? []), told);
    }
  });
});
