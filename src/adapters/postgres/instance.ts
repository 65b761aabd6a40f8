import type { InstanceTable } from '../../application/ports/store.ts';
import type { Queries } from './database.ts';

const columns = ['clockKind', 'virtualNow', 'pausedAt', 'pausedBy'] as const;

export function instanceTable(queries: Queries): InstanceTable {
  const read = () => queries.selectFrom('instance').select(columns).executeTakeFirstOrThrow();
  return {
    read,
    async claimClockKind(clockKind) {
      await queries
        .updateTable('instance')
        .set({ clockKind })
        .where('clockKind', 'is', null)
        .execute();
      return read();
    },
    async setVirtualNow(virtualNow) {
      await queries.updateTable('instance').set({ virtualNow }).execute();
    },
    async pause(pausedAt, pausedBy) {
      await queries.updateTable('instance').set({ pausedAt, pausedBy }).execute();
    },
  };
}
