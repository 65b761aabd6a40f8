import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedPostgres,
  openEmbeddedPostgres,
} from '../../src/adapters/postgres/embedded/open.ts';
import { type Bundle, bundle } from './bundle.ts';
import { dropTemplate, makeTemplate } from './postgres.ts';

let server: EmbeddedPostgres | null = null;
let directory: string | null = null;
let program: Bundle | null = null;

/** One PostgreSQL for the whole run of tests: that of DATABASE_URL, else an embedded one. */
export async function globalSetup(): Promise<void> {
  program = await bundle('src/cli/bin.ts');
  process.env.BROADSHEET_TEST_PROGRAM = program.path;
  process.env.BROADSHEET_TEST_SERVER = process.env.DATABASE_URL ?? (await startServer());
  // Only tests that ask for it work on the server itself.
  delete process.env.DATABASE_URL;
  await makeTemplate();
}

async function startServer(): Promise<string> {
  directory = await mkdtemp(join(tmpdir(), 'broadsheet-tests-'));
  await chmod(directory, 0o755);
  const opened = await openEmbeddedPostgres(directory);
  if (!opened.ok) throw new Error(opened.error.message);
  server = opened.value;
  const { host, user } = server.connection;
  const address = new URL('postgres://localhost/postgres');
  address.username = String(user);
  address.searchParams.set('host', String(host));
  return address.href;
}

export async function globalTeardown(): Promise<void> {
  await dropTemplate();
  await server?.close();
  await program?.[Symbol.asyncDispose]();
  if (directory) await rm(directory, { recursive: true, force: true });
}
