import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Evidence, type Home, type InstanceKey, judge } from './identity.ts';

const home: Home = { systemIdentifier: '7000', timeline: 1, databaseId: '16384', tableId: '16500' };

const remembered = { instanceId: 'one', home, places: ['db:5432'] };

const known: Evidence = {
  remembered,
  home,
  lastChange: 40,
  key: { instanceId: 'one', lastChange: 40 },
  place: 'db:5432',
  embedded: false,
};

const embedded: Evidence = {
  ...known,
  remembered: { ...remembered, places: ['files 1.1, key 2.2'] },
  place: 'files 1.1, key 2.2',
  embedded: true,
};

const said = (evidence: Evidence): string => {
  const verdict = judge(evidence);
  return verdict.kind === 'copy' ? verdict.findings.map((one) => one.code).join(' ') : verdict.kind;
};

describe('the identity of a database', () => {
  const cases: readonly (readonly [what: string, evidence: Evidence, verdict: string])[] = [
    ['the one that it was', known, 'own'],
    ['the one that it was, beside its key', embedded, 'own'],
    ['one that has gone on meanwhile', { ...known, lastChange: 90 }, 'own'],
    ['a new one', { ...known, remembered: null, key: null }, 'new'],
    [
      'a new one, and a key whose process died before it was remembered',
      { ...known, remembered: null, key: { instanceId: 'one', lastChange: null } },
      'new',
    ],
    [
      'a new one in the place of one that has worked',
      { ...known, remembered: null },
      'database-forgotten',
    ],
    ['a worker that comes for the first time', { ...known, key: null }, 'joins'],
    [
      'a worker that knew another database before',
      { ...known, key: { instanceId: 'other', lastChange: 900 } },
      'joins',
    ],
    [
      'the first worker of all',
      { ...known, remembered: { ...remembered, places: [] }, key: null },
      'joins',
    ],
    [
      'a dump in another server',
      { ...known, home: { ...home, systemIdentifier: '8000', databaseId: '5' } },
      'system-differs database-differs',
    ],
    [
      'a dump in another database',
      { ...known, home: { ...home, databaseId: '5' } },
      'database-differs',
    ],
    ['a dump in the same database', { ...known, home: { ...home, tableId: '5' } }, 'table-differs'],
    ['a promoted standby', { ...known, home: { ...home, timeline: 2 } }, 'timeline-differs'],
    [
      'a promoted standby, for a worker that comes for the first time',
      { ...known, key: null, home: { ...home, timeline: 2 } },
      'timeline-differs',
    ],
    ['another address', { ...known, place: 'staging:5432' }, 'place-unknown'],
    ['another address, without a key', { ...known, key: null, place: 'b:1' }, 'place-unknown'],
    ['an older state of the same files', { ...known, lastChange: 39 }, 'database-behind'],
    ['a copied data directory', { ...embedded, place: 'files 3.3, key 4.4' }, 'place-unknown'],
    ['a missing key', { ...embedded, key: null, place: 'files 1.1, key none' }, 'key-missing'],
    ['a key that can not be read any more', { ...embedded, key: null }, 'key-missing'],
    [
      'a server that does not tell',
      { ...known, home: { ...home, systemIdentifier: null, timeline: null } },
      'own',
    ],
    [
      'a server that tells now what it did not then',
      { ...known, remembered: { ...remembered, home: { ...home, timeline: null } } },
      'own',
    ],
  ];
  for (const [what, evidence, verdict] of cases)
    it(`${what}: ${verdict}`, () => assert.equal(said(evidence), verdict));

  it('says in words what it found', () => {
    const verdict = judge({ ...known, home: { ...home, timeline: 2 }, lastChange: 3 });
    assert.ok(verdict.kind === 'copy');
    const [timeline, behind] = verdict.findings;
    assert.match(timeline?.message ?? '', /was on timeline 1 and is now on 2/);
    assert.match(behind?.message ?? '', /holds 3 changes.*has seen 40/);
  });

  it('never lets go what differs in any one thing that is known of both', () => {
    const differences: readonly ((evidence: Evidence) => Evidence)[] = [
      (one) => ({ ...one, home: { ...one.home, systemIdentifier: 'x' } }),
      (one) => ({ ...one, home: { ...one.home, timeline: 99 } }),
      (one) => ({ ...one, home: { ...one.home, databaseId: 'x' } }),
      (one) => ({ ...one, home: { ...one.home, tableId: 'x' } }),
      (one) => ({ ...one, place: 'x' }),
    ];
    const key: fc.Arbitrary<InstanceKey | null> = fc.option(
      fc.record({
        instanceId: fc.constantFrom('one', 'other'),
        lastChange: fc.option(fc.nat(100)),
      }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(known, embedded),
        key,
        fc.nat(100),
        fc.subarray([...differences], { minLength: 1 }),
        (start, keyOf, lastChange, changes) => {
          const evidence = changes.reduce<Evidence>((one, change) => change(one), {
            ...start,
            key: keyOf,
            lastChange,
          });
          assert.equal(judge(evidence).kind, 'copy');
        },
      ),
    );
  });
});
