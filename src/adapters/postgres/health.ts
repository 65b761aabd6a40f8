import { sql } from 'kysely';
import type { Health, HealthTable } from '../../application/ports/health.ts';
import type { Queries } from './database.ts';
import { measure } from './measures.ts';
import { missingMigrations } from './migrate.ts';

interface Row extends Omit<Health, 'unsafeSettings'> {
  readonly fsync: string;
  readonly synchronousCommit: string;
}

export function healthTable(queries: Queries): HealthTable {
  return {
    measure: (window) => measure(queries, window),
    missingMigrations: () => missingMigrations(queries),
    async read(realNow, dueBefore) {
      const { rows } = await sql<Row>`
        SELECT current_setting('server_version') AS server_version,
               current_setting('fsync') AS fsync,
               current_setting('synchronous_commit') AS synchronous_commit,
               (SELECT max(name) FROM kysely_migration) AS schema_version,
               (SELECT count(*)::int FROM attempt
                 WHERE state = 'sending' AND deadline < ${realNow}) AS stale_attempts,
               (SELECT count(*)::int FROM delivery JOIN account USING (account)
                 WHERE state = 'scheduled' AND held IS NULL AND account.paused_at IS NULL
                   AND greatest(due_at, free_at) < ${dueBefore}) AS overdue_deliveries,
               (SELECT count(*)::int FROM delivery
                 WHERE state = 'unconfirmed') AS unconfirmed_deliveries`.execute(queries);
      const { fsync, synchronousCommit, ...health } = rows[0] as Row;
      const unsafeSettings = [
        ...(fsync === 'off' ? ['fsync'] : []),
        ...(synchronousCommit === 'off' ? ['synchronous_commit'] : []),
      ];
      return { ...health, unsafeSettings };
    },
  };
}
