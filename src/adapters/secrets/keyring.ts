import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Result, success } from '../../domain/result.ts';
import { type Key, keyBytes, keyOf, newKey } from './envelope.ts';

export const secretsKeyName = 'secrets.key';

/** The keys that this process can find. */
export interface Keyring {
  /** The one that seals; made in the data directory where there is none. */
  current(): Promise<Result<Key>>;
  /** Null where this process does not have it. */
  find(id: string): Promise<Result<Key | null>>;
  /** The one that is to seal after a change of keys. */
  next(): Promise<Result<Key>>;
  /** Makes it the one that seals. */
  turnTo(id: string): Promise<Result<void>>;
  whereabouts(): Promise<string | null>;
}

export type KeyEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Keys from the environment (`BROADSHEET_KEY`, and `BROADSHEET_KEY_OLD` for a change of keys), else
 * from a file that only its owner may read. A key that is to come lies beside it under its id until
 * it is the one: a process that dies between the two leaves nothing that could not be opened.
 */
export function keyring(dataDirectory: string, environment: KeyEnvironment): Keyring {
  const path = join(dataDirectory, secretsKeyName);
  const pathOf = (id: string): string => `${path}.${id}`;
  const given = () => fromEnvironment('BROADSHEET_KEY', environment);
  const old = () => fromEnvironment('BROADSHEET_KEY_OLD', environment);
  const find = async (id: string): Promise<Result<Key | null>> => {
    const sources = [given, old, () => fromFile(path), () => fromFile(pathOf(id))];
    for (const source of sources) {
      const key = await source();
      if (!key.ok || key.value?.id === id) return key;
    }
    return success(null);
  };
  return {
    find,
    async current() {
      const found = given();
      if (!found.ok) return found;
      if (found.value) return success(found.value);
      const made = await writing(dataDirectory, () => putIfAbsent(path, newKey()));
      if (!made.ok) return made;
      const key = await fromFile(path);
      if (!key.ok) return key;
      return key.value ? success(key.value) : failure(unwritable('it is gone again'));
    },
    async next() {
      const found = given();
      if (!found.ok) return found;
      if (found.value) return success(found.value);
      const key = newKey();
      const made = await writing(dataDirectory, () => write(pathOf(key.id), key));
      return made.ok ? success(key) : made;
    },
    async turnTo(id) {
      const coming = await fromFile(pathOf(id));
      if (!coming.ok) return coming;
      if (coming.value === null) return success(undefined);
      return writing(dataDirectory, () => rename(pathOf(id), path));
    },
    async whereabouts() {
      const found = given();
      if (found.ok && found.value) return 'BROADSHEET_KEY';
      const key = await fromFile(path);
      return key.ok && key.value ? path : null;
    },
  };
}

function fromEnvironment(name: string, environment: KeyEnvironment): Result<Key | null> {
  const text = environment[name];
  if (text === undefined || text === '') return success(null);
  const key = fromText(text);
  if (key) return success(key);
  return failure({
    code: 'secrets-key-invalid',
    message: `${name} is no key: it must be 32 bytes in base64.`,
    remedy: 'Make one with `openssl rand -base64 32`, or take back the one that was in use.',
  });
}

async function fromFile(path: string): Promise<Result<Key | null>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? null : '',
  );
  if (text === null) return success(null);
  const others = ((await stat(path).catch(() => null))?.mode ?? 0) & 0o077;
  if (others !== 0)
    return failure({
      code: 'secrets-key-exposed',
      message: `The key of the secrets, ${path}, may be read or changed by others.`,
      remedy: `Run \`chmod 600 ${path}\`; if anybody may have read it, change it with \`broadsheet accounts rotate-key\`.`,
    });
  const key = fromText(text);
  if (key) return success(key);
  return failure({
    code: 'secrets-key-invalid',
    message: `The key of the secrets, ${path}, can't be read.`,
    remedy: 'Put it back from where you keep it: 32 bytes in base64, readable by this user.',
  });
}

function fromText(text: string): Key | null {
  const trimmed = text.trim();
  const bytes = Buffer.from(trimmed, 'base64');
  const isExact = bytes.toString('base64') === trimmed;
  return bytes.length === keyBytes && isExact ? keyOf(bytes) : null;
}

const unwritable = (why: string) => ({
  code: 'secrets-key-unwritable',
  message: `The key of the secrets can't be written: ${why}.`,
  remedy: 'Let this user write to the data directory, or give a key in BROADSHEET_KEY.',
});

async function writing(dataDirectory: string, work: () => Promise<void>): Promise<Result<void>> {
  try {
    await work();
    const folder = await open(dataDirectory, 'r');
    await folder.sync().finally(() => folder.close());
    return success(undefined);
  } catch (error) {
    return failure(unwritable(error instanceof Error ? error.message : String(error)));
  }
}

/** Of several processes that make the first key at once, one wins. */
async function putIfAbsent(path: string, key: Key): Promise<void> {
  if (await stat(path).catch(() => null)) return;
  const half = `${path}.${key.id}`;
  await write(half, key);
  await link(half, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(half);
}

/** Flushed: what is sealed with a key that is lost in a power cut is lost too. */
async function write(path: string, { bytes }: Key): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${bytes.toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
