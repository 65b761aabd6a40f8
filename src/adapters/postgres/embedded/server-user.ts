import { readFile } from 'node:fs/promises';

/** The unprivileged user that the server runs as; null: our own. PostgreSQL refuses to be root. */
export type ServerUser = { readonly uid: number; readonly gid: number } | null;

/** As root, the system's `nobody`; no user is created. */
export async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return null;
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(accounts) ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}
