import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { query, type TestDatabase } from './postgres.ts';

/** All that is in the files of a folder. */
export async function filesBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}

/** Every row of every table, as text. */
export async function dump(database: TestDatabase): Promise<string> {
  const tables = await query<{ name: string }>(
    database.url,
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const texts = tables.map(async ({ name }) => {
    const rows = await query<{ row: string }>(
      database.url,
      `SELECT t::text AS row FROM "${name}" t`,
    );
    return rows.map(({ row }) => row).join('\n');
  });
  return (await Promise.all(texts)).join('\n');
}

/** What stands around a word, for the message of a test that finds it. */
export const around = (text: string, word: string): string => {
  const found = text.indexOf(word);
  return text.slice(Math.max(0, found - 100), found + 100);
};
