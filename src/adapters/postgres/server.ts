import { type Kysely, sql } from 'kysely';
import { failure, type Problem, type Result, success } from '../../domain/result.ts';
import type { Database } from './database.ts';

const oldestVersion = 15;

/**
 * Looks at a `DATABASE_URL` before it is used: of other text than an address `pg` makes a guess.
 *
 * @returns null where it is one
 */
export function databaseUrlProblem(url: string): Problem | null {
  const parsed = URL.parse(url);
  if (parsed && /^postgres(ql)?:$/.test(parsed.protocol)) return null;
  return {
    code: 'database-url-invalid',
    message: 'DATABASE_URL is not the address of a PostgreSQL database.',
    remedy:
      'Write it as postgres://user:password@host:5432/database, with %xx for the signs @ : / of a password; or unset it to use the embedded database.',
  };
}

/** Whether the server answers, lets us in and is new enough. */
export async function checkServer(db: Kysely<Database>): Promise<Result<void>> {
  try {
    const { rows } = await sql<{ number: number }>`
      SELECT current_setting('server_version_num')::int AS number`.execute(db);
    const version = Math.floor((rows[0]?.number ?? 0) / 10_000);
    if (version >= oldestVersion) return success(undefined);
    return failure({
      code: 'database-too-old',
      message: `The database is PostgreSQL ${version}.`,
      remedy: `Use PostgreSQL ${oldestVersion} or newer, or unset DATABASE_URL to use the embedded one.`,
    });
  } catch (error) {
    return failure({
      code: 'database-unreachable',
      message: `The database can't be reached: ${wordsOf(error as NodeJS.ErrnoException)}.`,
      remedy: 'Look at DATABASE_URL and at the server.',
    });
  }
}

/** Of several addresses that were tried, Node gives an error without words of its own. */
const wordsOf = ({ message, code }: NodeJS.ErrnoException): string =>
  message || (code ?? 'no word');
