import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { isoInstant } from './instant.ts';

it('reads every instant as a Date would', () =>
  fc.assert(
    fc.property(
      fc.date({ noInvalidDate: true, min: new Date('1000-01-01'), max: new Date('9999-12-31') }),
      fc.nat(999_999),
      (date, micros) => {
        const seconds = date.toISOString().slice(0, 19).replace('T', ' ');
        // PostgreSQL leaves out the zeros at the end.
        const fraction = `.${String(micros).padStart(6, '0')}`.replace(/\.?0+$/, '');
        const text = `${seconds}${fraction}+00`;
        assert.equal(isoInstant(text), new Date(text).toISOString());
      },
    ),
  ));

it('reads another offset, and refuses what is no instant', () => {
  assert.equal(isoInstant('2026-02-16 08:10:00+02'), '2026-02-16T06:10:00.000Z');
  assert.throws(() => isoInstant('infinity'), RangeError);
});
