/*
 * What of a configuration may stand in a message. Where a colon was forgotten, a secret is a key or a
 * part of another value, so that only what looks like a name is said.
 */

const settingName = /^[a-z][a-z0-9_]{0,29}$/;
const checkCode = /^[a-z][a-z-]{0,39}$/;

/** `platform/target` */
export const accountKey = /^[a-z][a-z0-9-]*\/\S+$/;

/** @param value what stands behind the key: without any, the key may itself be a value that lost its own */
export const isSpeakableKey = (key: string, value: unknown): boolean =>
  settingName.test(key) && value !== null && value !== undefined;

/** Of a connector. */
export const isSpeakableName = (name: string): boolean => /^[a-z][a-z0-9_-]{0,29}$/.test(name);

/** `accounts.x/main.token`, with `…` for what is no name. */
export const pathInWords = (path: readonly PropertyKey[]): string => path.map(segment).join('.');

function segment(key: PropertyKey, depth: number, path: readonly PropertyKey[]): string {
  if (typeof key === 'number') return `${key}`;
  const said = String(key);
  const isName =
    settingName.test(said) ||
    (path[0] === 'checks' && checkCode.test(said)) ||
    (path[0] === 'accounts' && depth === 1 && accountKey.test(said));
  return isName ? said : '…';
}
