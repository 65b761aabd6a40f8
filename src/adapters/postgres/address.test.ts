import assert from 'node:assert/strict';
import { it } from 'node:test';
import { serverAddress } from './address.ts';

for (const [url, address] of [
  ['postgres://me:secret@db.example/broadsheet', 'db.example:5432'],
  ['postgresql://DB.Example:6432/other?connect_timeout=5', 'db.example:6432'],
  ['postgres://localhost/broadsheet?host=/run/postgresql', '/run/postgresql:5432'],
  ['postgres://me@/broadsheet?host=/run/postgresql&port=5433', '/run/postgresql:5433'],
  ['postgres://%2Frun%2Fpostgresql/broadsheet', '/run/postgresql:5432'],
  ['postgres://[::1]/broadsheet', '::1:5432'],
] as const)
  it(`${url.replace(':secret', '')} is at ${address}`, () =>
    assert.equal(serverAddress(url), address));
