import pg from 'pg';

/**
 * The server that a `DATABASE_URL` leads to, as the driver reads it: `db.example:5432`, or the folder
 * of a Unix socket. Neither the user nor the database: a clone of the whole server has the same.
 */
export function serverAddress(url: string): string {
  const { host, port } = new pg.Client({ connectionString: url });
  return `${host.startsWith('/') ? host : host.toLowerCase()}:${port}`;
}
