import { sql } from 'kysely';
import type { DeliveryChange, Freeing, News } from '../../application/ports/store.ts';
import type { DeliveryState } from '../../domain/lifecycle.ts';
import { changeRows } from './bulk.ts';
import type { Database, Queries } from './database.ts';
import { columnTypes, jsonColumns } from './delivery-row.ts';
import { wakeChannel } from './wake.ts';

/**
 * Writes of a transaction that nobody reads before its end. They go to the server together, one
 * statement for each table however many deliveries the transaction is about: at three or four round
 * trips for each delivery, a batch of claims would cost what single ones cost.
 */
export interface WriteBehind {
  /**
   * Notes the state of a delivery whose row this transaction has locked. Nobody else changes it
   * from here on, so that a compare-and-swap on it is decided without asking the server.
   */
  locked(id: string, state: DeliveryState): void;
  /** @returns whether it is still in `from`; null where this transaction has not locked it */
  change(id: string, from: DeliveryState, change: DeliveryChange): boolean | null;
  audit(row: AuditRow): void;
  news(news: Omit<News, 'id'>): void;
  vacate(vacancy: Vacancy): void;
  wake(): void;
  /** Writes what is waiting: before anything is read that it could change, and before the commit. */
  flush(): Promise<void>;
}

type AuditRow = Omit<Database['audit'], 'id'>;

interface Vacancy {
  readonly account: string;
  readonly attemptId: string;
  readonly freeing: Freeing;
}

interface PendingChange {
  readonly from: DeliveryState;
  columns: Readonly<Record<string, unknown>>;
}

export function writeBehind(queries: Queries): WriteBehind {
  const states = new Map<string, DeliveryState>();
  const changes = new Map<string, PendingChange>();
  const audits: AuditRow[] = [];
  const news = new Map<string, Omit<News, 'id'>>();
  const vacancies: Vacancy[] = [];
  let waking = false;
  return {
    locked: (id, state) => void states.set(id, state),
    change(id, from, change) {
      const state = states.get(id);
      if (state === undefined) return null;
      if (state !== from) return false;
      const before = changes.get(id) ?? { from, columns: {} };
      changes.set(id, {
        from: before.from,
        columns: { ...before.columns, ...jsonColumns(change) },
      });
      states.set(id, change.state ?? from);
      return true;
    },
    audit: (row) => void audits.push(row),
    news(one) {
      // The same subject is said once; the table's own rule is the same.
      if (!news.has(one.subjectKey)) news.set(one.subjectKey, one);
    },
    vacate: (vacancy) => void vacancies.push(vacancy),
    wake() {
      waking = true;
    },
    async flush() {
      await flushChanges(queries, changes);
      await flushVacancies(queries, vacancies.splice(0));
      await flushAudits(queries, audits.splice(0));
      await flushNews(queries, [...news.values()]);
      news.clear();
      if (waking) await sql`SELECT pg_notify(${wakeChannel}, '')`.execute(queries);
      waking = false;
    },
  };
}

async function flushChanges(queries: Queries, changes: Map<string, PendingChange>): Promise<void> {
  const list = [...changes].flatMap(([id, { from, columns }]) =>
    Object.keys(columns).length > 0 ? [{ id, from: [from], columns }] : [],
  );
  changes.clear();
  if (list.length === 0) return;
  const done = await changeRows(queries, 'delivery', columnTypes, list);
  if (done.size !== list.length) throw new Error('a delivery changed while its row was locked');
}

async function flushVacancies(queries: Queries, vacancies: readonly Vacancy[]): Promise<void> {
  if (vacancies.length === 0) return;
  const rows = vacancies.map(({ account, attemptId, freeing }) => ({
    of_account: account,
    attempt_id: attemptId,
    at: freeing.at ?? null,
    not_before: freeing.notBefore ?? null,
  }));
  // To "greatest" what is null is not there.
  await sql`
    UPDATE account
       SET sending = NULL,
           free_at = greatest(coalesce(done.at, account.free_at), done.not_before)
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
           AS done(of_account text, attempt_id bigint, at timestamptz, not_before timestamptz)
     WHERE account.account = done.of_account AND account.sending = done.attempt_id`.execute(
    queries,
  );
}

// The rows travel as one JSON document: a parameter for each value was compiled anew, by us and by
// the server, for each number of rows.
async function flushAudits(queries: Queries, rows: readonly AuditRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    INSERT INTO audit (delivery_id, at, who, event, from_state, to_state, why, commit)
    SELECT "deliveryId", at, who, event, "fromState", "toState", why, commit
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
           AS new("deliveryId" text, at timestamptz, who text, event text, "fromState" text,
                  "toState" text, why text, commit text)`.execute(queries);
}

async function flushNews(queries: Queries, rows: readonly Omit<News, 'id'>[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    INSERT INTO news (subject_key, kind, topic, urgent, delivery_id, title, text, created_at)
    SELECT "subjectKey", kind, topic, urgent, "deliveryId", title, text, "createdAt"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
           AS new("subjectKey" text, kind text, topic text, urgent boolean, "deliveryId" text,
                  title text, text text, "createdAt" timestamptz)
    ON CONFLICT (subject_key) DO NOTHING`.execute(queries);
}
