import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { guardedApi } from '../../src/api/guard.ts';
import { inACampaign, morning, week } from '../support/campaign.ts';
import { describedBy, type Operation } from './speaks.ts';

type Json = Readonly<Record<string, unknown>>;

const token = 'the-token-of-the-owner';
const planted = 'a-secret-that-nobody-may-see';

/** Requests to each route. `FUZZ_RUNS=2000` is the long form. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 15);

/** Texts that stand for something here, and texts that have broken programs. */
const text = fc.oneof(
  fc.constantFrom(
    week,
    'a',
    'x/main',
    'true',
    'refs/heads/main',
    "'; --",
    '../..',
    '%00',
    '\0',
    '\ud800',
  ),
  fc.constantFrom('שלום', '\u202e', '{"a":1}', '-1', '1e999', 'W10', 'https://x.example/1'),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** Values that fit a schema as a rule, and now and then do not. */
function valueFor(schema: Json): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 6, arbitrary: fitting(schema) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
}

function fitting(schema: Json): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (schema.type === 'object') return objectOf(schema);
  if (schema.type === 'array') return fc.array(valueFor(schema.items as Json), { maxLength: 3 });
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer' || schema.type === 'number')
    return fc.integer({ min: -2, max: 600 });
  return text;
}

function objectOf({ properties = {}, required = [] }: Json): fc.Arbitrary<unknown> {
  const of = Object.entries(properties as Readonly<Record<string, Json>>);
  return fc.record(Object.fromEntries(of.map(([name, schema]) => [name, valueFor(schema)])), {
    requiredKeys: required as string[],
  });
}

function requestOf({ path, parameters, requestBody }: Operation) {
  const schema = requestBody?.content['application/json'].schema;
  const query = parameters.filter((one) => one.in === 'query');
  return fc.record({
    part: text,
    query: fc.record(
      Object.fromEntries(query.map((one) => [one.name, fitting(one.schema).map(String)])),
      { requiredKeys: query.filter((one) => one.required).map((one) => one.name) },
    ),
    body: schema
      ? fc.oneof({ weight: 9, arbitrary: valueFor(schema).map((one) => JSON.stringify(one)) }, text)
      : fc.constant('{}'),
    path: fc.constant(path),
  });
}

/** What no answer may hold. */
function leaks(answer: string): string | null {
  if (answer.includes(planted)) return 'a secret';
  if (answer.includes(token)) return 'the token';
  return /\bat .+\.(ts|js):\d+|node_modules/.test(answer) ? 'a stack trace' : null;
}

it('whatever a request holds: no 5xx, no stack trace, no secret; and a planted one is caught', () =>
  inACampaign(async (campaign) => {
    await campaign.settings(`webhooks: { github_secret: "${planted}" }\n`);
    await campaign.prepare([{ post_id: 'a' }], 'pending');
    await campaign.session(morning, async ({ house: { services } }) => {
      const api = guardedApi(services, { token, id: 'one' });
      const { operations } = describedBy(await (await api.request('/openapi.json')).json());
      const ask = async (
        operation: Operation,
        given: { part: string; query: Record<string, string>; body: string },
      ) => {
        const part = encodeURIComponent(given.part.toWellFormed()) || 'x';
        const path = operation.path.replace(/\{\w+\}/, part);
        const response = await api.request(`${path}?${new URLSearchParams(given.query)}`, {
          method: operation.method,
          headers: { authorization: `Bearer ${token}`, prefer: 'wait' },
          ...(operation.method === 'POST' && { body: given.body }),
        });
        const { status } = response;
        if (response.headers.get('content-type') !== 'text/event-stream')
          return { status, said: await response.text() };
        await response.body?.cancel();
        return { status, said: '' };
      };
      for (const operation of operations) {
        const property = fc.asyncProperty(requestOf(operation), async (given) => {
          const { status, said } = await ask(operation, given);
          const unready = operation.path === '/readyz' && status === 503;
          assert.ok(status < 500 || unready, `${status} ${said}`);
          assert.equal(leaks(said), null, said);
        });
        // fast-check prints the seed of what fails.
        await fc.assert(property, { numRuns });
      }
      const hold = operations.find((one) => one.path === '/api/deliveries/{id}/hold');
      assert.ok(hold);
      const { said } = await ask(hold, { part: planted, query: {}, body: '{}' });
      assert.equal(
        leaks(said),
        'a secret',
        'the id that is named is said again, and this one is caught',
      );
    });
  }));
