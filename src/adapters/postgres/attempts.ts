import { sql } from 'kysely';
import type {
  AttemptChange,
  AttemptRecord,
  AttemptSwap,
  AttemptTable,
} from '../../application/ports/store.ts';
import { type ColumnTypes, changeRows, ofAny, textArray } from './bulk.ts';
import type { Queries } from './database.ts';

/** A process looks for so many at once; the rest is for others, or for its next turn. */
const lookUpsAtOnce = 64;

const asOpened = {
  state: 'sending',
  finishedAt: null,
  error: null,
  answer: null,
  remoteId: null,
  remoteUrl: null,
  lookups: 0,
  lookUpAt: null,
} as const;

const record = (row: unknown) => row as AttemptRecord;

const columnTypes: ColumnTypes = {
  state: 'text',
  finished_at: 'timestamptz',
  error: 'jsonb',
  answer: 'text',
  remote_id: 'text',
  remote_url: 'text',
  lookups: 'integer',
  look_up_at: 'timestamptz',
  provable_at: 'timestamptz',
};

const columnsOf = (change: AttemptChange) => ({
  ...(change.state !== undefined && { state: change.state }),
  ...(change.finishedAt !== undefined && { finished_at: change.finishedAt }),
  ...(change.error !== undefined && { error: change.error }),
  ...(change.answer !== undefined && { answer: change.answer }),
  ...(change.remoteId !== undefined && { remote_id: change.remoteId }),
  ...(change.remoteUrl !== undefined && { remote_url: change.remoteUrl }),
  ...(change.lookups !== undefined && { lookups: change.lookups }),
  ...(change.lookUpAt !== undefined && { look_up_at: change.lookUpAt }),
  ...(change.provableAt !== undefined && { provable_at: change.provableAt }),
});

const changeAll = (queries: Queries, changes: readonly AttemptSwap[]) =>
  changeRows(
    queries,
    'attempt',
    columnTypes,
    changes.map(({ id, from, change }) => ({ id, from, columns: columnsOf(change) })),
  );

export function attemptTable(queries: Queries): AttemptTable {
  const lockSending = () =>
    queries
      .selectFrom('attempt')
      .selectAll()
      .where('state', '=', 'sending')
      .orderBy('id')
      .limit(100)
      .forUpdate()
      .skipLocked();
  return {
    async ofDeliveries(ids) {
      if (ids.length === 0) return [];
      const rows = await queries
        .selectFrom('attempt')
        .selectAll()
        .where(ofAny('deliveryId', ids))
        .orderBy('id')
        .execute();
      return rows.map(record);
    },
    async statesOf(ids) {
      if (ids.length === 0) return [];
      return queries
        .selectFrom('attempt')
        .select(['id', 'deliveryId', 'part', 'state'])
        .where(ofAny('deliveryId', ids))
        .execute();
    },
    async open(attempts) {
      if (attempts.length === 0) return [];
      const documents = attempts.map(
        ({ deliveryId, contentHash, startedAt, provableAt, ...rest }) => ({
          ...rest,
          delivery_id: deliveryId,
          content_hash: contentHash,
          started_at: startedAt,
          provable_at: provableAt,
        }),
      );
      const { rows } = await sql<Pick<AttemptRecord, 'id' | 'deliveryId' | 'number'>>`
        INSERT INTO attempt (claim, delivery_id, part, number, account, state, content,
                             content_hash, started_at, deadline, provable_at)
        SELECT new.claim, new.delivery_id, new.part, (SELECT coalesce(max(number), 0) + 1
                 FROM attempt WHERE delivery_id = new.delivery_id AND part = new.part),
               new.account, 'sending', new.content, new.content_hash, new.started_at,
               new.deadline, new.provable_at
          FROM jsonb_to_recordset(${JSON.stringify(documents)}::jsonb)
               AS new(claim text, delivery_id text, part integer, account text, content jsonb,
                      content_hash text, started_at timestamptz, deadline timestamptz,
                      provable_at timestamptz)
        RETURNING id, delivery_id, number`.execute(queries);
      const opened = new Map(rows.map((row) => [row.deliveryId, row]));
      return attempts.map((attempt) => {
        const found = opened.get(attempt.deliveryId);
        if (!found) throw new Error(`the intent of ${attempt.deliveryId} was not written`);
        return { ...attempt, ...asOpened, ...found };
      });
    },
    async change(id, from, change) {
      const changed = await changeAll(queries, [{ id, from, change }]);
      if (!changed.has(id)) return null;
      const row = await queries
        .selectFrom('attempt')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return record(row);
    },
    async unsettled() {
      const rows = await queries
        .selectFrom('attempt')
        .selectAll()
        .where('state', 'in', ['sending', 'unknown'])
        .orderBy('id')
        .execute();
      return rows.map(record);
    },
    changeAll: (changes) => changeAll(queries, changes),
    async ofClaim(claim) {
      const rows = await queries
        .selectFrom('attempt')
        .selectAll()
        .where('claim', '=', claim)
        .where('state', '=', 'sending')
        .execute();
      return rows.map(record);
    },
    async lockStale(realNow) {
      const rows = await lockSending().where('deadline', '<', realNow).execute();
      return rows.map(record);
    },
    async lockForeseen(now) {
      const rows = await lockSending().where('startedAt', '>', now).execute();
      return rows.map(record);
    },
    async claimLookUps({ now, until, but }) {
      const rows = await queries
        .updateTable('attempt')
        .set({ lookUpAt: until })
        .where('id', 'in', (due) =>
          due
            .selectFrom('attempt')
            .select('id')
            .where('state', '=', 'unknown')
            .where('lookUpAt', '<=', now)
            .where(sql<boolean>`account <> ALL(${textArray(but)}::text[])`)
            .orderBy('lookUpAt')
            .limit(lookUpsAtOnce)
            .forUpdate()
            .skipLocked(),
        )
        .returningAll()
        .execute();
      return rows.map(record);
    },
    async stillUnknown(ids) {
      const rows = await queries
        .selectFrom('attempt')
        .select('id')
        .where(sql<boolean>`id = ANY(${textArray(ids)}::bigint[])`)
        .where('state', '=', 'unknown')
        .execute();
      return new Set(rows.map((row) => row.id));
    },
    async ofRemotes(posts) {
      if (posts.length === 0) return [];
      const wanted = posts.map(({ account, remoteId }) => ({ account, remote_id: remoteId }));
      const { rows } = await sql<AttemptRecord>`
        SELECT attempt.*
          FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
               AS post(account text, remote_id text)
          JOIN attempt USING (account, remote_id)`.execute(queries);
      return rows.map(record);
    },
    async nextLookUp(now) {
      const row = await queries
        .selectFrom('attempt')
        .select((column) => column.fn.min('lookUpAt').as('at'))
        .where('state', '=', 'unknown')
        .where('lookUpAt', '>', now)
        .executeTakeFirst();
      return row?.at ?? null;
    },
  };
}
