import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { isCalendarDate } from './dates.ts';

const pad = (number: number, width: number) => String(number).padStart(width, '0');

function exists(year: number, month: number, day: number): boolean {
  try {
    Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

it('a date is one exactly when the calendar has that day', () => {
  const years = fc.oneof(fc.constantFrom(1900, 2000, 2024, 2026, 2100), fc.nat(9999));
  const months = fc.oneof(fc.constant(2), fc.nat(14));
  fc.assert(
    fc.property(years, months, fc.integer({ min: 0, max: 33 }), (year, month, day) => {
      const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
      assert.equal(isCalendarDate(text), exists(year, month, day), text);
    }),
    { numRuns: 3000 },
  );
});
