import { z } from 'zod';
import { scopes } from '../../domain/scope.ts';
import { type Immutable, instant, instantOrNull } from './parts.ts';

const key = z.object({
  id: z.string(),
  name: z.string().describe('What it is for: it stands in the audit trail.'),
  scopes: z.array(z.enum(scopes)),
  state: z.enum(['works', 'expired', 'revoked']),
  created_at: instant,
  created_by: z.string(),
  expires_at: instant,
  revoked_at: instantOrNull,
  last_used_at: instantOrNull.describe('To the minute.'),
});

export const keysDocument = z.object({
  schema: z.literal('broadsheet/keys@1'),
  keys: z.array(key),
});

/** What `keys list --json` prints. */
export type KeysDocument = Immutable<z.infer<typeof keysDocument>>;
export type ListedKey = KeysDocument['keys'][number];

export const keyDocument = key.extend({
  schema: z.literal('broadsheet/key@1'),
  key: z.string().optional().describe('The key itself: shown once, when it is made.'),
});

/** A key as it is shown to who makes it, this once. */
export type CreatedKey = ListedKey & { readonly key: string };
