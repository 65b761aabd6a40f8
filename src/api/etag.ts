import { createHash } from 'node:crypto';

/** Names what a document says: weak, since two texts may say the same. */
export const etagOf = (document: object): string =>
  `W/"${createHash('sha256').update(JSON.stringify(document)).digest('base64url').slice(0, 22)}"`;

/** Whether the client has it already (RFC 9110, `If-None-Match`, compared weakly). */
export function isKnown(etag: string, header: string | undefined): boolean {
  if (header === undefined) return false;
  const given = header.split(',').map((one) => one.trim().replace(/^W\//, ''));
  return given.includes('*') || given.includes(etag.replace(/^W\//, ''));
}
