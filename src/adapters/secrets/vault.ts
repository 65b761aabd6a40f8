import type { Vault } from '../../application/ports/secrets.ts';
import { failure, type Problem, type Result, success } from '../../domain/result.ts';
import { type Key, keyIdOf, passOn, seal, unseal } from './envelope.ts';
import { type KeyEnvironment, keyring, secretsKeyName } from './keyring.ts';

/** Seals with AES-256-GCM, by the keys of a data directory or of the environment. */
export function vault(dataDirectory: string, environment: KeyEnvironment): Vault {
  const keys = keyring(dataDirectory, environment);
  const keyFor = async (sealed: string): Promise<Result<Key>> => {
    const id = keyIdOf(sealed);
    if (id === null) return failure(damaged);
    const found = await keys.find(id);
    if (!found.ok) return found;
    return found.value ? success(found.value) : failure(otherKey(id, await keys.whereabouts()));
  };
  return {
    async seal(name, secret, like) {
      const key = await (like === undefined ? keys.current() : keyFor(like));
      return key.ok ? success(seal(key.value, name, secret)) : key;
    },
    async open(name, sealed) {
      const key = await keyFor(sealed);
      if (!key.ok) return key;
      const secret = unseal(key.value, name, sealed);
      return secret === null ? failure(damaged) : success(secret);
    },
    async nextKey() {
      const key = await keys.next();
      return key.ok ? success(key.value.id) : key;
    },
    async pass(name, sealed, keyId) {
      const from = await keyFor(sealed);
      if (!from.ok) return from;
      const to = await keys.find(keyId);
      if (!to.ok) return to;
      if (!to.value) return failure(otherKey(keyId, await keys.whereabouts()));
      const passed = passOn(from.value, to.value, name, sealed);
      return passed === null ? failure(damaged) : success(passed);
    },
    turnTo: (sealed) => keys.turnTo(keyIdOf(sealed) ?? ''),
    whereabouts: () => keys.whereabouts(),
  };
}

const damaged: Problem = {
  code: 'secret-damaged',
  message: 'A secret of the database was changed, or moved to where it does not belong.',
  remedy:
    'Connect the account again with `broadsheet connect`, and see who can write to the database.',
};

const otherKey = (id: string, found: string | null): Problem => ({
  code: 'secrets-key-wrong',
  message: `The secrets of this database were sealed with another key (${id}) than ${found === null ? 'any that is here: there is none' : `the one in ${found}`}.`,
  remedy: `Put back the key that was in use, as ${secretsKeyName} in the data directory or in BROADSHEET_KEY. If it is lost for good, run \`broadsheet accounts rotate-key --lost\`, then connect the accounts again.`,
});
