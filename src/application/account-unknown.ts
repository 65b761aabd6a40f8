import { nearest } from '../domain/nearest.ts';
import type { Problem } from '../domain/result.ts';
import type { Services } from './services.ts';

/** @param key as somebody wrote it: `platform/target` */
export function accountUnknown(accounts: Services['accounts'], key: string): Problem {
  const close = nearest(key, accounts.keys());
  return {
    code: 'account-unknown',
    message: `The configuration has no account "${key}".`,
    remedy: `${close ? `Did you mean ${close}? ` : ''}\`broadsheet accounts\` lists them. Nothing was changed.`,
  };
}
