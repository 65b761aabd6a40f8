import { readdir, readFile } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import { failure, type Problem, type Result, success } from '../../domain/result.ts';
import type { Database } from './database.ts';
import { codeOf, isConnectionLoss } from './errors.ts';

const directory = new URL('../../../migrations/', import.meta.url);

const suffix = '.sql';

/** SQLSTATE */
const insufficientPrivilege = '42501';

/** The migrations that come with this program, in order. */
const migrationNames = async (): Promise<readonly string[]> =>
  (await readdir(directory))
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .sort();

/**
 * Those of them that a database lacks.
 *
 * @throws where it was never migrated, or its list may not be read
 */
export async function missingMigrations(db: Kysely<Database>): Promise<readonly string[]> {
  const seen = await executedMigrations(db);
  return (await migrationNames()).filter((name) => !seen.has(name));
}

async function executedMigrations(db: Kysely<Database>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ readonly name: string }>`
    SELECT name FROM kysely_migration`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

/** Most starts find nothing to do, and the migrator would read the whole catalogue to see it. */
async function isCurrent(db: Kysely<Database>): Promise<boolean> {
  try {
    const [names, seen] = [await migrationNames(), await executedMigrations(db)];
    return names.length === seen.size && names.every((name) => seen.has(name));
  } catch (error) {
    if (isConnectionLoss(error)) throw error;
    return false;
  }
}

/** Forward-only SQL files, in the order of their names. */
const provider: MigrationProvider = {
  async getMigrations() {
    const names = await migrationNames();
    const entries = names.map(async (name): Promise<[string, Migration]> => {
      const text = await readFile(new URL(`${name}${suffix}`, directory), 'utf8');
      return [name, { up: (db) => runScript(db, text) }];
    });
    return Object.fromEntries(await Promise.all(entries));
  },
};

async function runScript(db: Kysely<unknown>, text: string): Promise<void> {
  await sql.raw(text).execute(db);
}

/**
 * Brings the schema to the present version. Several processes may call this at once: the migrator
 * takes a lock in the database, and the later ones find nothing to do.
 *
 * @returns the names of the migrations that were run
 * @throws where the connection is lost
 */
export async function migrate(db: Kysely<Database>): Promise<Result<readonly string[]>> {
  if (await isCurrent(db)) return success([]);
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest();
  if (error) {
    if (isConnectionLoss(error)) throw error;
    if (codeOf(error) === insufficientPrivilege) return failure(await notAllowed(db));
    const failed = results?.find((result) => result.status === 'Error')?.migrationName;
    return failure({
      code: 'migration-failed',
      message: `The database could not be brought to the present version${failed ? ` (at ${failed})` : ''}: ${error instanceof Error ? error.message : String(error)}`,
      remedy:
        'Nothing was changed. If the database was made by a newer Broadsheet, use that version; else restore the backup and report the message.',
    });
  }
  return success((results ?? []).map((result) => result.migrationName));
}

/** The service's own role may not change the schema where `deploy/roles.sql` was run. */
async function notAllowed(db: Kysely<Database>): Promise<Problem> {
  const { rows } = await sql<{ readonly role: string }>`SELECT current_user AS role`.execute(db);
  const missing = await missingMigrations(db).catch(() => []);
  const lacks = missing.length === 0 ? 'is not set up' : `lacks ${missing.join(', ')}`;
  return {
    code: 'migration-not-allowed',
    message: `The database ${lacks}, and its role ${rows[0]?.role} may not change the schema. Nothing was changed.`,
    remedy:
      'Run `broadsheet migrate` once with the DATABASE_URL of the role that owns the tables, then start this again.',
  };
}
