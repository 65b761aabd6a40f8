import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type CronSpan, cronProblem, lastTick, ticks as ticksOf } from './cron.ts';
import { addMilliseconds, instantOf, localDate } from './time.ts';

const ticks = (span: CronSpan): readonly string[] => [...ticksOf(span)];
const zones = Intl.supportedValuesOf('timeZone');

describe('the ticks of a cron line', () => {
  const day = (zone: string, date: string, cron: string) =>
    ticks({
      cron,
      zone,
      after: addMilliseconds(instantOf(`${date}T00:00`, zone), -1),
      until: instantOf(`${date}T23:59`, zone),
    });

  it('follow the local clock', () => {
    assert.deepEqual(day('Asia/Jerusalem', '2026-02-16', '10 8 * * *'), [
      '2026-02-16T06:10:00.000Z',
    ]);
    assert.deepEqual(day('Asia/Jerusalem', '2026-07-16', '10 8 * * *'), [
      '2026-07-16T05:10:00.000Z',
    ]);
  });

  it('come once for a skipped time, moved by the gap, and once for a repeated one', () => {
    assert.deepEqual(day('Europe/Berlin', '2026-03-29', '30 2 * * *'), [
      '2026-03-29T01:30:00.000Z',
    ]);
    assert.deepEqual(day('Europe/Berlin', '2026-10-25', '30 2 * * *'), [
      '2026-10-25T00:30:00.000Z',
    ]);
  });

  it('come exactly once a day in every zone, whatever its clocks do', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 360 }),
        fc.integer({ min: 0, max: 23 }),
        (zone, offset, hour) => {
          const after = addMilliseconds('2026-01-01T12:00:00.000Z', offset * 86_400_000);
          const until = addMilliseconds(after, 5 * 86_400_000);
          const found = ticks({ cron: `30 ${hour} * * *`, zone, after, until });
          const dates = found.map((at) => localDate(at, zone));
          assert.equal(new Set(dates).size, dates.length, `${zone} ${found.join()}`);
          assert.ok(found.length >= 4 && found.length <= 6, `${zone} ${found.join()}`);
        },
      ),
    );
  });

  it('have a last one, however many there are', () => {
    const span = {
      zone: 'UTC',
      after: '2026-02-01T00:00:00.000Z',
      until: '2026-02-03T10:00:30.000Z',
    };
    assert.equal(lastTick({ ...span, cron: '* * * * *' }), '2026-02-03T10:00:00.000Z');
    assert.equal(lastTick({ ...span, cron: '0 8 1 1 *' }), null);
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom('30 2 * * *', '*/7 1-3 * * *', '0 * * * 0', '15 0 1 * *'),
        fc.integer({ min: 0, max: 365 * 24 * 60 }),
        fc.integer({ min: 0, max: 40 * 60 }),
        (zone, cron, start, minutes) => {
          const after = addMilliseconds('2026-01-01T00:00:00.000Z', start * 60_000);
          const until = addMilliseconds(after, minutes * 60_000);
          const all = ticks({ cron, zone, after, until });
          assert.equal(lastTick({ cron, zone, after, until }), all.at(-1) ?? null);
        },
      ),
    );
  });
});

it('says what is wrong with a cron line', () => {
  assert.equal(cronProblem('10 8 * * *'), null);
  assert.match(cronProblem('10 8 * *') ?? '', /five fields/);
  assert.ok(cronProblem('61 8 * * *'));
});
