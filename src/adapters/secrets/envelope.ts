import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** A key of 256 bits, and the id by which what it seals names it. */
export interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

export const keyBytes = 32;

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const version = 'v1';

/** An id that tells keys apart and gives nothing of them away. */
export const keyOf = (bytes: Buffer): Key => ({
  id: createHash('sha256').update('broadsheet key id\0').update(bytes).digest('hex').slice(0, 16),
  bytes,
});

export const newKey = (): Key => keyOf(randomBytes(keyBytes));

/**
 * Seals a secret with a data key of its own, and that with the key. The name is authenticated with
 * both: a row that is copied to another name does not open.
 */
export function seal(key: Key, name: string, secret: string): string {
  const dataKey = randomBytes(keyBytes);
  const record = encrypt(dataKey, recordOf(name), Buffer.from(secret, 'utf8'));
  return [version, key.id, wrap(key, name, dataKey), record.toString('base64url')].join('.');
}

/** @returns null where it was sealed with another key, for another name, or was changed */
export function unseal(key: Key, name: string, sealed: string): string | null {
  const parts = partsOf(sealed);
  const dataKey = parts && unwrap(key, name, parts);
  if (!parts || !dataKey) return null;
  return decrypt(dataKey, recordOf(name), fromText(parts.record))?.toString('utf8') ?? null;
}

/**
 * Wraps the data key with another key; the record itself stays as it is, unread.
 *
 * @returns null as {@link unseal}
 */
export function passOn(from: Key, to: Key, name: string, sealed: string): string | null {
  const parts = partsOf(sealed);
  const dataKey = parts && unwrap(from, name, parts);
  if (!parts || !dataKey) return null;
  return [version, to.id, wrap(to, name, dataKey), parts.record].join('.');
}

/** The id of the key that it was sealed with; null where it is nothing that was sealed. */
export const keyIdOf = (sealed: string): string | null => partsOf(sealed)?.keyId ?? null;

interface Parts {
  readonly keyId: string;
  readonly wrapped: string;
  readonly record: string;
}

function partsOf(sealed: string): Parts | null {
  const [found, keyId, wrapped, record, ...more] = sealed.split('.');
  if (found !== version || !keyId || !wrapped || !record || more.length > 0) return null;
  return { keyId, wrapped, record };
}

const recordOf = (name: string): string => `broadsheet ${version} record\0${name}`;
const wrappingOf = (key: Key, name: string): string =>
  `broadsheet ${version} data key\0${key.id}\0${name}`;

const wrap = (key: Key, name: string, dataKey: Buffer): string =>
  encrypt(key.bytes, wrappingOf(key, name), dataKey).toString('base64url');

const unwrap = (key: Key, name: string, { keyId, wrapped }: Parts): Buffer | null =>
  keyId === key.id ? decrypt(key.bytes, wrappingOf(key, name), fromText(wrapped)) : null;

/** Null where it is not exactly what was written: Node passes over letters that it does not know. */
function fromText(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}

function encrypt(key: Buffer, identity: string, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(identity, 'utf8'));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, identity: string, sealed: Buffer | null): Buffer | null {
  if (key.length !== keyBytes || !sealed || sealed.length < nonceBytes + tagBytes) return null;
  const end = sealed.length - tagBytes;
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(identity, 'utf8'));
  decipher.setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, end)), decipher.final()]);
  } catch {
    return null;
  }
}
