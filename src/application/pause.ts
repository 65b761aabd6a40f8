import { nearest } from '../domain/nearest.ts';
import { failure, type Result, success } from '../domain/result.ts';
import type { Services } from './services.ts';

/** Stops every publication at once, or lets them go again. */
export async function pauseAll(
  services: Services,
  paused: boolean,
  who: string,
): Promise<{ readonly paused: boolean }> {
  const at = paused ? services.clock.now() : null;
  await services.store.transaction(async (transaction) => {
    await transaction.instance.pause(at, paused ? who : null);
    if (!paused) await transaction.wake();
  });
  return { paused };
}

/**
 * Pauses one account, or lets it go.
 *
 * @param key `platform/target`
 */
export async function pauseAccount(
  services: Services,
  key: string,
  paused: boolean,
  who: string,
): Promise<Result<{ readonly account: string; readonly paused: boolean }>> {
  const account = services.accounts.get(key);
  if (!account) {
    const close = nearest(key, [...services.accounts.keys()]);
    return failure({
      code: 'account-unknown',
      message: `The configuration has no account "${key}".`,
      remedy: `${close ? `Did you mean ${close}? ` : ''}\`broadsheet accounts\` lists them.`,
    });
  }
  await services.store.transaction(async (transaction) => {
    await transaction.accounts.ensure([account.account]);
    const at = paused ? services.clock.now() : null;
    await transaction.accounts.pause(account.account, at, paused ? `paused by ${who}` : null);
    if (!paused) await transaction.wake();
  });
  return success({ account: key, paused });
}
