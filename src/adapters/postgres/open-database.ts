import type { DatabasePlace } from '../../application/ports/identity.ts';
import type { Store } from '../../application/ports/store.ts';
import type { Limits } from '../../application/services.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { serverAddress } from './address.ts';
import { connect } from './database.ts';
import { openEmbeddedPostgres } from './embedded/open.ts';
import { migrate } from './migrate.ts';
import { checkServer, databaseUrlProblem } from './server.ts';
import { postgresStore } from './store.ts';

export interface OpenDatabase {
  readonly store: Store;
  readonly place: DatabasePlace;
  readonly migrated: readonly string[];
  close(): Promise<void>;
}

/**
 * Opens the database, with its schema brought up to date.
 *
 * @param url of a server; none: the embedded one of the data directory
 * @param limits what this process may use of it
 */
export async function openDatabase(
  dataDirectory: string,
  url: string | undefined,
  { idleTransaction, connections }: Pick<Limits, 'idleTransaction' | 'connections'>,
): Promise<Result<OpenDatabase>> {
  const misread = url ? databaseUrlProblem(url) : null;
  if (misread) return failure(misread);
  const embedded = url ? null : await openEmbeddedPostgres(dataDirectory);
  if (embedded && !embedded.ok) return embedded;
  const connection = embedded?.value.connection ?? { connectionString: url };
  const db = connect(connection, connections, idleTransaction);
  const close = async () => {
    await db.destroy();
    await embedded?.value.close();
  };
  const reachable = await checkServer(db);
  const migrated = reachable.ok ? await migrate(db) : reachable;
  if (migrated.ok)
    return success({
      store: postgresStore(db, connection),
      place: embedded
        ? { cluster: embedded.value.directory }
        : { address: serverAddress(url ?? '') },
      migrated: migrated.value,
      close,
    });
  await close();
  return migrated;
}
