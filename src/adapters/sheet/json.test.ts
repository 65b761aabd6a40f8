import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type JsonValue, scanJson } from './json.ts';

/** Back to a plain value; numbers and booleans, of which only the kind is kept, become their kind. */
function plain(value: JsonValue): unknown {
  if (value.kind === 'text') return value.text;
  if (value.kind === 'array') return value.items.map(plain);
  if (value.kind !== 'object') return { kind: value.kind };
  return value.members.map(({ key, value: inner }) => [key, plain(inner)]);
}

function expected(value: unknown): unknown {
  if (typeof value === 'string') return value;
  if (value === null) return { kind: 'null' };
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value !== 'object') return { kind: typeof value };
  return Object.entries(value).map(([key, inner]) => [key, expected(inner)]);
}

function places(value: JsonValue): JsonValue[] {
  if (value.kind === 'array') return [value, ...value.items.flatMap(places)];
  if (value.kind === 'object') return [value, ...value.members.flatMap((one) => places(one.value))];
  return [value];
}

const first: Readonly<Record<JsonValue['kind'], RegExp>> = {
  text: /^"/,
  number: /^[-\d]/,
  boolean: /^[tf]/,
  null: /^n/,
  array: /^\[/,
  object: /^\{/,
};

const json = fc.jsonValue({ maxDepth: 4, noUnicodeString: false });
const indent = fc.constantFrom(undefined, 1, '\t');

describe('reading JSON', () => {
  it('gives the values of any JSON, each with the place at which it starts', () => {
    fc.assert(
      fc.property(json, indent, (value, space) => {
        const text = JSON.stringify(value, null, space);
        const read = scanJson(text, 20);
        // A random key can be a reserved one; that is the only flaw that may be.
        fc.pre(read.flaws.length === 0);
        assert.ok(read.value);
        assert.deepEqual(plain(read.value), expected(value));
        const lines = text.split('\n').map((line) => [...line]);
        for (const one of places(read.value))
          assert.match(lines[one.line - 1]?.slice(one.column - 1).join('') ?? '', first[one.kind]);
      }),
    );
  });

  it('accepts exactly what the platform accepts, but for its own rules', () => {
    const text = fc.string({ unit: fc.constantFrom(...'{}[]":,\\ a1-.e\n0tru') });
    fc.assert(
      fc.property(text, (one) => {
        const { flaws } = scanJson(one, 100);
        fc.pre(!flaws.some(({ code }) => code !== 'json-invalid'));
        if (flaws.length > 0) assert.throws(() => JSON.parse(one));
        else JSON.parse(one);
      }),
      { numRuns: 3000 },
    );
  });

  it('reports doubled and reserved keys with their place and goes on', () => {
    const { flaws, value } = scanJson('{\n "a": 1,\n "a": 2,\n "__proto__": {"x": 1}\n}', 8);
    assert.ok(value);
    assert.deepEqual(
      flaws.map(({ code, line, column }) => [code, line, column]),
      [
        ['json-key-duplicate', 3, 2],
        ['column-forbidden', 4, 2],
      ],
    );
  });

  it('stops at its depth, however deep the text goes', () => {
    const { value, flaws } = scanJson('['.repeat(1_000_000), 8);
    assert.equal(value, null);
    assert.deepEqual(
      flaws.map(({ code, column }) => [code, column]),
      [['json-depth', 9]],
    );
  });

  it('reads a long text on one line', () => {
    const long = Array.from({ length: 20_000 }, (_, index) => ({ key: `שלום ${index}` }));
    const { value, flaws } = scanJson(JSON.stringify(long), 8);
    assert.deepEqual(flaws, []);
    assert.equal(value?.kind === 'array' && value.items.length, 20_000);
  });
});
