import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';

/** How this server and role can be asked where the database is. */
export interface HomeQuestions {
  /** The system identifier as text, or null. */
  readonly systemIdentifier: RawBuilder<unknown>;
  /** The timeline as a number, or null. */
  readonly timeline: RawBuilder<unknown>;
  /** What can't be asked, and why. */
  readonly untold: readonly string[];
}

const systemIdentifier = sql`(SELECT system_identifier::text FROM pg_control_system())`;

/**
 * Of the write-ahead log that is being written: after a promotion `pg_control_checkpoint()` still
 * names the old timeline until the next checkpoint ends (seen with PostgreSQL 18).
 */
const timelineOfLog = sql`(SELECT ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int)`;

const timelineOfCheckpoint = sql`(SELECT timeline_id FROM pg_control_checkpoint())`;

const nothing = sql`NULL`;

/**
 * Finds out what this role may ask. A plain role of PostgreSQL may ask all of it; a service that
 * only speaks its language may know none of it, so each question is tried once by itself.
 */
export async function homeQuestions(db: Kysely<Database>): Promise<HomeQuestions> {
  const system = await trial(db, systemIdentifier);
  const log = await trial(db, timelineOfLog);
  const checkpoint = log === null ? null : await trial(db, timelineOfCheckpoint);
  const untold = [
    ...(system === null ? [] : [`the system identifier: ${system}`]),
    ...(log === null || checkpoint === null ? [] : [`the timeline: ${log}`]),
  ];
  return {
    systemIdentifier: system === null ? systemIdentifier : nothing,
    timeline: log === null ? timelineOfLog : checkpoint === null ? timelineOfCheckpoint : nothing,
    untold,
  };
}

/** @returns why it can't be asked, null where it can */
async function trial(db: Kysely<Database>, question: RawBuilder<unknown>): Promise<string | null> {
  try {
    await sql`SELECT ${question}`.execute(db);
    return null;
  } catch (error) {
    if (isRefusal(error)) return error.message;
    throw error;
  }
}

/**
 * The server's own no: the privilege, the function or the feature is not there. Its connection or
 * its resources gone, its shutdown, or a standby that does not write a log yet, are trouble of the
 * moment and say nothing about what may be asked.
 */
const isRefusal = (error: unknown): error is Error =>
  error instanceof Error &&
  'code' in error &&
  /^(?!08|25|53|55|57|58)[0-9A-Z]{5}$/.test(String(error.code));
