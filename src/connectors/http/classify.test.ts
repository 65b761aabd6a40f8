import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { excerpt } from '../../http/excerpt.ts';
import { noAnswer, notSent, released } from '../../http/message.ts';
import {
  accountRefused,
  classify,
  incomplete,
  type Telling,
  unanswered,
  unseen,
  withoutId,
} from './classify.ts';

const telling: Telling = {
  network: 'Example',
  now: '2026-02-16T08:10:00.000Z',
  secrets: ['hush/hush "x"'],
};

/** As they are, in an address, in JSON, and in JSON as PHP writes it. */
const quotedForms = [
  'hush/hush "x"',
  'hush%2Fhush%20%22x%22',
  'hush%2fhush%20%22x%22',
  'hush%2Fhush+%22x%22',
  '{"t":"hush/hush \\"x\\""}',
  '{"t":"hush\\/hush \\"x\\""}',
];

const verdict = (status: number, body = '') => classify({ status, headers: {}, body }, telling);

describe('the answer to a create', () => {
  const kinds: Readonly<Record<string, readonly number[]>> = {
    deferred: [429],
    unauthorised: [401],
    rejected: [307, 308, 400, 402, 403, 404, 405, 409, 410, 413, 415, 422, 425, 426, 431, 451],
    unknown: [300, 301, 302, 303, 304, 305, 408, 500, 501, 502, 503, 504, 520, 599, 600, 999],
  };
  for (const [kind, statuses] of Object.entries(kinds))
    it(`is ${kind} at ${statuses.join(', ')}`, () => {
      for (const status of statuses) assert.equal(verdict(status)?.kind, kind, `${status}`);
    });

  it('is for the connector to read at 2xx, and unknown where it finds no id', () => {
    for (const status of [200, 201, 202, 204, 299]) assert.equal(verdict(status), null);
    assert.equal(withoutId({ status: 201, headers: {}, body: '' }, telling).kind, 'unknown');
  });

  it('says how long to wait', () => {
    const answer = { status: 429, headers: { 'retry-after': '7' }, body: '' };
    const found = classify(answer, telling);
    assert.equal(found?.kind === 'deferred' && found.afterSeconds, 7);
  });

  it('tells what the network says', () => {
    const found = verdict(422, '{"message":"The text is too long"}');
    assert.match(JSON.stringify(found), /Example refused the post: 422 .*The text is too long/);
  });

  it('tells its own words alone, where it is known how to find them', () => {
    const wordsOf = (body: string) => /"message":"([^"]*)"/.exec(body)?.[1] ?? null;
    const told = (body: string) =>
      JSON.stringify(classify({ status: 422, headers: {}, body }, { ...telling, wordsOf }));
    assert.match(
      told('{"message":"Too long: hush/hush"}'),
      /refused the post: 422 \\"Too long: hush/,
    );
    assert.match(told('<html>no'), /422 \\"<html>no/);
  });

  it('is the trouble of the account where a connector says so', () => {
    const answer = { status: 403, headers: {}, body: 'not a member: hush/hush "x"' };
    const found = accountRefused(answer, telling, 'Invite it.');
    assert.equal(found.kind, 'unauthorised');
    assert.match(JSON.stringify(found), /does not let .*403 .*not a member: \[secret\].*Invite it/);
  });

  it('shows no secret that the network quotes, in no answer', () => {
    for (const status of [307, 401, 403, 408, 422, 429, 500])
      for (const form of quotedForms)
        assert.doesNotMatch(JSON.stringify(verdict(status, `no: ${form}.`)), /hush/);
    const made = withoutId({ status: 201, headers: {}, body: 'hush/hush "x"' }, telling);
    assert.doesNotMatch(JSON.stringify(made), /hush/);
  });
});

describe('an exchange without an answer', () => {
  it('is rejected only where nothing was sent', () => {
    assert.equal(unanswered(notSent('h', 'ECONNREFUSED')).kind, 'rejected');
    assert.equal(unanswered(released('h')).kind, 'released');
    assert.equal(unanswered(noAnswer('h', 'ECONNRESET')).kind, 'unknown');
  });
});

describe('a look-up', () => {
  it('proves nothing when it has no answer, or not a whole list', () => {
    const refused = {
      kind: 'answered',
      status: 403,
      headers: {},
      body: 'no: hush/hush "x"',
    } as const;
    for (const sighting of [
      unseen(noAnswer('h', 'ECONNRESET'), telling),
      unseen(refused, telling),
      incomplete(telling),
    ]) {
      assert.equal(sighting.kind, 'unclear');
      assert.doesNotMatch(JSON.stringify(sighting), /hush/);
    }
    assert.match(unseen(refused, telling).error.message, /403 "no: \[secret\]"/);
  });
});

describe('an excerpt', () => {
  it('is one short line without signs that spoil a terminal', () => {
    assert.equal(excerpt('a\r\n\tb\u001b[31m c\u202e\u0000d', []), 'a b [31m c d');
    assert.equal([...excerpt('🌿'.repeat(500), [])].length, 200);
    assert.equal(excerpt('a "" b', ['']), 'a "" b');
  });

  it('blots out the longer secret first', () => {
    assert.equal(excerpt('key=abcdef', ['abc', 'abcdef']), 'key=[secret]');
  });
});
