import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  addMilliseconds,
  dueInstant,
  instantOf,
  isTimeZone,
  millisecondsBetween,
  parseInstant,
} from './time.ts';

const shabbat = [{ fromWeekday: 5, fromTime: '15:00', untilWeekday: 6, untilTime: '20:00' }];
const zones = Intl.supportedValuesOf('timeZone');

describe('a local date-time as an instant', () => {
  it('moves a skipped time forward by the gap, and takes the first of a repeated one', () => {
    assert.equal(instantOf('2026-03-27T02:30', 'Asia/Jerusalem'), '2026-03-27T00:30:00.000Z');
    assert.equal(instantOf('2026-10-25T01:30', 'Asia/Jerusalem'), '2026-10-24T22:30:00.000Z');
    assert.equal(instantOf('2026-02-16T08:10', 'Asia/Jerusalem'), '2026-02-16T06:10:00.000Z');
  });

  it('is the same local time again, or moved by a gap, in every zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 525_599 }),
        (zone, minute) => {
          const local = Temporal.PlainDateTime.from('2026-01-01T00:00').add({ minutes: minute });
          const back = Temporal.Instant.from(instantOf(local.toString(), zone))
            .toZonedDateTimeISO(zone)
            .toPlainDateTime();
          const moved = local.until(back, { largestUnit: 'minutes' }).minutes;
          assert.ok(moved === 0 || (moved > 0 && moved <= 24 * 60), `${zone} ${local} → ${back}`);
        },
      ),
    );
  });
});

describe('an instant that a person gives', () => {
  it('must say its offset', () => {
    assert.deepEqual(parseInstant('2026-02-16T08:10+02:00'), {
      ok: true,
      value: '2026-02-16T06:10:00.000Z',
    });
    for (const text of ['2026-02-16T08:10', '2026-02-30T08:10Z', 'tomorrow', ''])
      assert.equal(parseInstant(text).ok, false, text);
  });
});

describe('quiet hours', () => {
  it('move what falls into them to their end, over a clock change too', () => {
    const zone = 'Asia/Jerusalem';
    assert.equal(dueInstant('2026-02-20T06:10:00.000Z', zone, shabbat), '2026-02-20T06:10:00.000Z');
    assert.equal(dueInstant('2026-02-20T13:00:00.000Z', zone, shabbat), '2026-02-21T18:00:00.000Z');
    assert.equal(dueInstant('2026-02-21T18:00:00.000Z', zone, shabbat), '2026-02-21T18:00:00.000Z');
  });

  it('may wrap over the end of the week, and meet one another', () => {
    const wrap = [
      { fromWeekday: 7, fromTime: '22:00', untilWeekday: 1, untilTime: '06:00' },
      { fromWeekday: 1, fromTime: '06:00', untilWeekday: 1, untilTime: '09:00' },
    ];
    assert.equal(dueInstant('2026-02-15T23:00:00.000Z', 'UTC', wrap), '2026-02-16T09:00:00.000Z');
  });
});

it('knows IANA zones from other text', () => {
  assert.ok(isTimeZone('Asia/Jerusalem'));
  assert.equal(isTimeZone('Asia/Jerusalm'), false);
  assert.equal(isTimeZone('+02:00'), false);
});

it('the time between two instants is what takes one to the other', () => {
  const [first, second] = ['2026-02-16T06:10:00.250Z', '2026-02-17T06:10:01.000Z'];
  assert.equal(millisecondsBetween(first, second), 86_400_750);
  assert.equal(millisecondsBetween(second, first), -86_400_750);
  assert.equal(addMilliseconds(first, millisecondsBetween(first, second)), second);
});
