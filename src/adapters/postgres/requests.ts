import type { KeptAnswer, RequestTable } from '../../application/ports/requests.ts';
import type { Queries } from './database.ts';

export function requestTable(queries: Queries): RequestTable {
  return {
    async forgetBefore(at) {
      await queries.deleteFrom('apiRequest').where('begunAt', '<', at).execute();
    },
    async insert(request, begunAt, leaseUntil) {
      const row = await queries
        .insertInto('apiRequest')
        .values({ ...request, begunAt, leaseUntil, status: null, answer: null })
        .onConflict((conflict) => conflict.doNothing())
        .returning('key')
        .executeTakeFirst();
      return row !== undefined;
    },
    async lock({ caller, key }) {
      const row = await queries
        .selectFrom('apiRequest')
        .selectAll()
        .where('caller', '=', caller)
        .where('key', '=', key)
        .forUpdate()
        .executeTakeFirst();
      if (!row) return null;
      const { status, answer, fingerprint, leaseUntil } = row;
      // PostgreSQL hands `jsonb` back as a value.
      const headers = row.headers as unknown as KeptAnswer['headers'];
      const kept = status === null ? null : { status, answer, headers };
      return { caller, key, fingerprint, leaseUntil, kept };
    },
    async lease({ caller, key }, leaseUntil) {
      await queries
        .updateTable('apiRequest')
        .set({ leaseUntil })
        .where('caller', '=', caller)
        .where('key', '=', key)
        .execute();
    },
    async keep({ caller, key }, { status, answer, headers }) {
      await queries
        .updateTable('apiRequest')
        .set({ status, answer, headers: JSON.stringify(headers) })
        .where('caller', '=', caller)
        .where('key', '=', key)
        .execute();
    },
    async forget({ caller, key }) {
      await queries
        .deleteFrom('apiRequest')
        .where('caller', '=', caller)
        .where('key', '=', key)
        .execute();
    },
    async runOf(sender, ids) {
      const row = await queries
        .selectFrom('webhookDelivery')
        .select('runId')
        .where('sender', '=', sender)
        .where('id', 'in', ids)
        .executeTakeFirst();
      return row?.runId ?? null;
    },
    async forgetDelivery(sender, ids, runId) {
      await queries
        .deleteFrom('webhookDelivery')
        .where('sender', '=', sender)
        .where('id', 'in', ids)
        .where('runId', '=', runId)
        .execute();
    },
    async note(sender, ids, at, runId) {
      const rows = ids.map((id) => ({ sender, id, at, runId }));
      await queries.insertInto('webhookDelivery').values(rows).execute();
    },
  };
}
