/**
 * The server that a `DATABASE_URL` names: `db.example:5432`, or the folder of a Unix socket. Neither
 * the user nor the database: a clone of the whole server has the same.
 */
export function serverAddress(url: string): string {
  const parsed = URL.parse(url);
  const host = parsed?.searchParams.get('host') || decodeURIComponent(parsed?.hostname ?? '');
  const port = parsed?.searchParams.get('port') || parsed?.port || '5432';
  return `${host || 'localhost'}:${port}`;
}
