import { createHash } from 'node:crypto';
import type { Publication } from '../application/ports/account.ts';

/**
 * What tells a publication from every other, for networks that give texts back changed but keep such a
 * mark: the same for each attempt at these words at this place.
 *
 * @returns 64 hexadecimal digits
 */
export function markOf({ idempotencyKey, part, parts, title }: Publication): string {
  const words = JSON.stringify([idempotencyKey, parts[part] ?? '', title]);
  return createHash('sha256').update(words).digest('hex');
}
