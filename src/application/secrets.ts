import { failure, type Problem, type Result, success } from '../domain/result.ts';
import type { SecretRecord } from './ports/secrets.ts';
import type { StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';

/** The record that tells whether the key is the right one; its name comes before all others. */
const canary = 'canary';

/** Rolls a transaction back with a problem, which is a value outside of it. */
class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

const orRefuse = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Refusal(result.error);
};

/** A transaction that a problem rolls back. */
export async function sealing<T>(
  services: Services,
  work: (transaction: StoreTransaction) => Promise<T>,
): Promise<Result<T>> {
  try {
    return success(await services.store.transaction(work));
  } catch (error) {
    if (error instanceof Refusal) return failure(error.problem);
    throw error;
  }
}

/**
 * Looks whether the key that is here opens what the database holds. What a change of keys left
 * undone when its process died is finished.
 *
 * @returns null where it does, or where there are no secrets yet
 */
export async function secretsKeyProblem(services: Services): Promise<Problem | null> {
  const found = await services.store.transaction(({ secrets }) => secrets.read(canary));
  if (!found) return null;
  const opened = await services.vault.open(canary, found.sealed);
  if (!opened.ok) return opened.error;
  const turned = await services.vault.turnTo(found.sealed);
  return turned.ok ? null : turned.error;
}

/**
 * Stores a secret, sealed with the key that the canary is sealed with: of a change of keys at the
 * same time it sees all or nothing. Within {@link sealing}.
 */
export async function keepSecret(
  { secrets }: StoreTransaction,
  services: Services,
  name: string,
  secret: string,
): Promise<void> {
  const at = services.realNow();
  let like = (await secrets.lock(canary))?.sealed;
  if (like === undefined) {
    like = orRefuse(await services.vault.seal(canary, services.newId()));
    await secrets.insert({ name: canary, sealed: like }, at);
  }
  await secrets.put({ name, sealed: orRefuse(await services.vault.seal(name, secret, like)) }, at);
}

/** A stored secret; null where there is none of this name. */
export async function readSecret(
  { secrets }: StoreTransaction,
  services: Services,
  name: string,
): Promise<Result<string | null>> {
  const found = await secrets.read(name);
  return found ? services.vault.open(name, found.sealed) : success(null);
}

export interface Rotated {
  /** How many secrets were passed on to the new key. */
  readonly secrets: number;
  /** Where the key is. */
  readonly key: string | null;
}

/**
 * Passes every secret on to a new key, all in one transaction. The new key is on the disk before,
 * and takes the place of the old one after: whenever the process dies, one that is here opens all.
 */
export async function rotateKey(services: Services): Promise<Result<Rotated>> {
  const next = await services.vault.nextKey();
  if (!next.ok) return next;
  const rotated = await sealing(services, async ({ secrets }) => {
    const all = await secrets.lockAll();
    const passed: SecretRecord[] = [];
    for (const { name, sealed } of all)
      passed.push({ name, sealed: orRefuse(await services.vault.pass(name, sealed, next.value)) });
    for (const record of passed) await secrets.put(record, services.realNow());
    return passed;
  });
  if (!rotated.ok) return rotated;
  await services.failpoint('after-rotation-commit');
  const [first] = rotated.value;
  const turned = first ? await services.vault.turnTo(first.sealed) : success(undefined);
  if (!turned.ok) return turned;
  return success({
    secrets: rotated.value.filter((one) => one.name !== canary).length,
    key: await services.vault.whereabouts(),
  });
}

/** Forgets every secret: their key is lost for good. The next one that is kept begins anew. */
export async function forgetSecrets(services: Services): Promise<{ readonly forgotten: number }> {
  return services.store.transaction(async ({ secrets }) => {
    const all = await secrets.lockAll();
    await secrets.clear();
    return { forgotten: all.filter((one) => one.name !== canary).length };
  });
}
