import { createHash, randomBytes } from 'node:crypto';
import { failure, type Result, success } from '../domain/result.ts';
import type { Scope } from '../domain/scope.ts';
import { addMilliseconds } from '../domain/time.ts';
import type { CreatedKey, KeysDocument, ListedKey } from './documents/keys.ts';
import type { ApiKey } from './ports/keys.ts';
import { isSameSecret } from './same-secret.ts';
import type { Services } from './services.ts';

export type { CreatedKey, KeysDocument, ListedKey } from './documents/keys.ts';

const day = 24 * 3_600_000;

export interface KeyRequest {
  /** What it is for: it stands in the audit trail. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly days: number;
  readonly who: string;
  /** Of whoever asks: nobody makes a key that is good for more. */
  readonly within: readonly Scope[];
}

/** Makes a key. It is given back once and stored nowhere: the store gets its digest. */
export async function createKey(
  services: Services,
  { name, scopes, days, who, within }: KeyRequest,
): Promise<Result<CreatedKey>> {
  const beyond = scopes.filter((scope) => !within.includes(scope));
  if (beyond.length > 0)
    return failure({
      code: 'scope-missing',
      message: `A key makes no key that is good for more than itself: ${beyond.join(', ')}.`,
      remedy: 'Make it with `broadsheet keys create` on the machine itself.',
    });
  const id = randomBytes(4).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const now = services.realNow();
  const key: ApiKey = {
    id,
    name,
    digest: digestOf(secret),
    scopes: [...new Set(scopes)],
    createdAt: now,
    createdBy: who,
    expiresAt: addMilliseconds(now, days * day),
    revokedAt: null,
    lastUsedAt: null,
  };
  await services.store.transaction(({ keys }) => keys.insert(key));
  return success({ ...show(key, now), key: `bs_${id}_${secret}` });
}

/** Every key that there was, also those that work no more. */
export async function listKeys(services: Services): Promise<KeysDocument> {
  const found = await services.store.transaction(({ keys }) => keys.list());
  const now = services.realNow();
  return { schema: 'broadsheet/keys@1', keys: found.map((one) => show(one, now)) };
}

/** From now on the key is good for nothing. One that was revoked stays so. */
export async function revokeKey(services: Services, id: string): Promise<Result<ListedKey>> {
  const now = services.realNow();
  return services.store.transaction(async ({ keys }) => {
    const found = await keys.find(id);
    if (!found)
      return failure({
        code: 'key-unknown',
        message: `There is no key "${id}".`,
        remedy: '`broadsheet keys list` shows their ids: what stands between bs_ and the second _.',
      });
    const revokedAt = found.revokedAt ?? now;
    await keys.revoke(id, revokedAt);
    return success(show({ ...found, revokedAt }, now));
  });
}

/**
 * Whose key it is, while it works; and notes that it was used, to the minute.
 *
 * @param given `bs_…`, as it came
 */
export async function recogniseKey(services: Services, given: string): Promise<ApiKey | null> {
  const [, id = '', secret = ''] = /^bs_([0-9a-f]{8})_([\w-]{43})$/.exec(given) ?? [];
  if (id === '') return null;
  const now = services.realNow();
  const minute = `${now.slice(0, 16)}:00.000Z`;
  return services.store.transaction(async ({ keys }) => {
    const found = await keys.find(id);
    if (!found || !isSameSecret(found.digest, digestOf(secret))) return null;
    if (stateOf(found, now) !== 'works') return null;
    if ((found.lastUsedAt ?? '') < minute) await keys.use(id, minute);
    return found;
  });
}

/** Whether a key that was recognised is good still: an answer that never ends asks again. */
export async function keyWorks(services: Services, id: string): Promise<boolean> {
  const found = await services.store.transaction(({ keys }) => keys.find(id));
  return found !== null && stateOf(found, services.realNow()) === 'works';
}

/** Whether somebody could use a key: without one a server listens on this machine only. */
export async function hasWorkingKey(services: Services): Promise<boolean> {
  const { keys } = await listKeys(services);
  return keys.some(({ state }) => state === 'works');
}

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

function stateOf({ revokedAt, expiresAt }: ApiKey, now: string): ListedKey['state'] {
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'works';
}

const show = (key: ApiKey, now: string): ListedKey => ({
  id: key.id,
  name: key.name,
  scopes: key.scopes,
  state: stateOf(key, now),
  created_at: key.createdAt,
  created_by: key.createdBy,
  expires_at: key.expiresAt,
  revoked_at: key.revokedAt,
  last_used_at: key.lastUsedAt,
});
