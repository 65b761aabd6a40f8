import { sql } from 'kysely';
import type { IdentityRecord, IdentityTable } from '../../application/ports/identity.ts';
import type { Queries } from './database.ts';
import type { HomeQuestions } from './home.ts';

interface Row {
  readonly instanceId: string | null;
  readonly rememberedSystem: string | null;
  readonly rememberedTimeline: number | null;
  readonly rememberedDatabase: string;
  readonly rememberedTable: string;
  readonly restoredAt: string | null;
  readonly restoredBy: string | null;
  readonly systemIdentifier: string | null;
  readonly timeline: number | null;
  readonly databaseId: string;
  readonly tableId: string;
  readonly lastChange: string;
  readonly places: readonly {
    readonly place: string;
    readonly known: boolean;
    readonly askedAt: string;
  }[];
}

/** Every state of a delivery and every order of a person leaves an audit row: they count time. */
const lastChange = sql`(SELECT coalesce(max(id), 0) FROM audit)`;

const databaseId = sql`(SELECT oid::text FROM pg_database WHERE datname = current_database())`;
const tableId = sql`'identity'::regclass::oid::text`;

export function identityTable(
  queries: Queries,
  questions: () => Promise<HomeQuestions>,
): IdentityTable {
  const enter = (place: string, known: boolean, askedAt: string) =>
    queries
      .insertInto('identityPlace')
      .values({ place, known, askedAt })
      .onConflict((conflict) =>
        known ? conflict.column('place').doUpdateSet({ known }) : conflict.doNothing(),
      )
      .execute();
  return {
    async read() {
      const { systemIdentifier, timeline, untold } = await questions();
      const { rows } = await sql<Row>`
        SELECT remembered.instance_id, remembered.system_identifier AS remembered_system,
               remembered.timeline AS remembered_timeline,
               remembered.database_id AS remembered_database,
               remembered.table_id AS remembered_table,
               remembered.restored_at, remembered.restored_by,
               ${systemIdentifier} AS system_identifier, ${timeline} AS timeline,
               ${databaseId} AS database_id, ${tableId} AS table_id, ${lastChange} AS last_change,
               (SELECT coalesce(json_agg(json_build_object('place', place, 'known', known,
                         'askedAt', asked_at) ORDER BY place), '[]')
                  FROM identity_place) AS places
          FROM (VALUES (true)) AS present (only_row) LEFT JOIN identity AS remembered
            USING (only_row)`.execute(queries);
      return record(rows[0] as Row, untold);
    },
    async adopt(instanceId) {
      const { systemIdentifier, timeline } = await questions();
      await sql`
        INSERT INTO identity (instance_id, system_identifier, timeline, database_id, table_id)
        SELECT ${instanceId}, ${systemIdentifier}, ${timeline}, ${databaseId}, ${tableId}
            ON CONFLICT DO NOTHING`.execute(queries);
    },
    async confirm(instanceId, at, by) {
      const { systemIdentifier, timeline } = await questions();
      await sql`DELETE FROM identity_place`.execute(queries);
      await sql`
        INSERT INTO identity (instance_id, system_identifier, timeline, database_id, table_id,
                              restored_at, restored_by)
        SELECT ${instanceId}, ${systemIdentifier}, ${timeline}, ${databaseId}, ${tableId},
               ${at}, ${by}
            ON CONFLICT (only_row) DO UPDATE
           SET instance_id = excluded.instance_id,
               system_identifier = excluded.system_identifier, timeline = excluded.timeline,
               database_id = excluded.database_id, table_id = excluded.table_id,
               restored_at = excluded.restored_at, restored_by = excluded.restored_by`.execute(
        queries,
      );
    },
    know: async (place, realNow) => void (await enter(place, true, realNow)),
    ask: async (place, realNow) => void (await enter(place, false, realNow)),
    async vouch() {
      await queries
        .updateTable('identityPlace')
        .set({ known: true })
        .where('known', '=', false)
        .execute();
    },
  };
}

function record(row: Row, untold: readonly string[]): IdentityRecord {
  return {
    remembered:
      row.instanceId === null
        ? null
        : {
            instanceId: row.instanceId,
            home: {
              systemIdentifier: row.rememberedSystem,
              timeline: row.rememberedTimeline,
              databaseId: row.rememberedDatabase,
              tableId: row.rememberedTable,
            },
            places: row.places.filter((one) => one.known).map((one) => one.place),
          },
    home: {
      systemIdentifier: row.systemIdentifier,
      timeline: row.timeline,
      databaseId: row.databaseId,
      tableId: row.tableId,
    },
    untold,
    lastChange: Number(row.lastChange),
    asking: row.places
      .filter((one) => !one.known)
      .map(({ place, askedAt }) => ({ place, askedAt: new Date(askedAt).toISOString() })),
    restoredAt: row.restoredAt,
    restoredBy: row.restoredBy,
  };
}
