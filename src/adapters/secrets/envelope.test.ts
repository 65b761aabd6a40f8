import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { keyIdOf, newKey, passOn, seal, unseal } from './envelope.ts';

const key = newKey();
const text = fc.string({ unit: 'grapheme' });

it('opens what it sealed, for the same name', () => {
  fc.assert(
    fc.property(text, text, (name, secret) => {
      const sealed = seal(key, name, secret);
      assert.equal(unseal(key, name, sealed), secret);
      assert.equal(keyIdOf(sealed), key.id);
    }),
  );
});

it('opens for no other name', () => {
  fc.assert(
    fc.property(text, text, text, (name, other, secret) => {
      fc.pre(name !== other);
      assert.equal(unseal(key, other, seal(key, name, secret)), null);
    }),
  );
});

it('opens with no other key', () => {
  assert.equal(unseal(newKey(), 'a', seal(key, 'a', 'secret')), null);
});

it('opens nothing in which one letter was changed, added or left out', () => {
  const sealed = seal(key, 'a', 'secret');
  for (let index = 0; index < sealed.length; index += 1) {
    const [before, letter, after] = [
      sealed.slice(0, index),
      sealed[index],
      sealed.slice(index + 1),
    ];
    for (const other of ['', 'A', 'B', '.', `${letter}${letter}`]) {
      if (other === letter) continue;
      assert.equal(unseal(key, 'a', before + other + after), null, `${index}: ${other}`);
    }
  }
});

it('opens nothing that is put together from two records of one name', () => {
  const [one, two] = [seal(key, 'a', 'old'), seal(key, 'a', 'new')].map((sealed) =>
    sealed.split('.'),
  );
  const mixed = [...(one ?? []).slice(0, 3), two?.[3]].join('.');
  assert.equal(unseal(key, 'a', mixed), null);
});

it('opens no text at all that it did not seal, and throws at none', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        fc.array(text).map((parts) => ['v1', ...parts].join('.')),
      ),
      (sealed) => assert.equal(unseal(key, 'a', sealed), null),
    ),
  );
});

it('seals the same twice in two different texts, and shows nothing of it', () => {
  const [one, two] = [seal(key, 'a', 'canary-secret'), seal(key, 'a', 'canary-secret')];
  assert.notEqual(one, two);
  for (const part of one.split('.'))
    assert.ok(!Buffer.from(part, 'base64url').toString('latin1').includes('canary'));
});

it('passes a secret on to another key without a change of the record', () => {
  const next = newKey();
  const sealed = seal(key, 'a', 'secret');
  const passed = passOn(key, next, 'a', sealed) ?? '';
  assert.equal(unseal(next, 'a', passed), 'secret');
  assert.equal(unseal(key, 'a', passed), null);
  assert.equal(passed.split('.')[3], sealed.split('.')[3]);
  assert.equal(passOn(next, key, 'a', sealed), null);
  assert.equal(passOn(key, next, 'b', sealed), null);
});
