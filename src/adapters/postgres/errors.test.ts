import assert from 'node:assert/strict';
import { it } from 'node:test';
import { StoreUnavailable } from '../../application/ports/store.ts';
import { connect } from './database.ts';
import { postgresStore } from './store.ts';

it('a database whose host has no address for now is one that is away', async () => {
  const connection = { host: 'database.invalid', user: 'nobody', database: 'nothing' };
  const store = postgresStore(connect(connection, 1, 0), connection);
  try {
    await assert.rejects(
      store.reading(({ weeks }) => weeks.list()),
      StoreUnavailable,
    );
  } finally {
    await store.close();
  }
});
