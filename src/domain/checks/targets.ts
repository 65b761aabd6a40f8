import { type AccountIdentity, type Network, networks } from '../account.ts';
import { didYouMean } from '../nearest.ts';
import { visible } from '../text.ts';
import type { CheckContext } from './context.ts';
import type { Row } from './row.ts';

/** One account that a row names. */
export interface Target {
  readonly name: string;
  /** Null where no account of the configuration stands behind it. */
  readonly account: AccountIdentity | null;
  /** Provisional for an unmapped one. */
  readonly place: string;
  /** Whose rules apply; null where that is not known. */
  readonly network: Network | null;
}

/** `a+b` and `a|b` name two; an empty cell names one without a name. */
function targetNames(cell: string): readonly string[] {
  if (!/[+|]/.test(cell)) return [cell];
  const names = cell
    .replaceAll('+', '|')
    .split('|')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length > 0 ? names : [''];
}

/**
 * The accounts that a row names, each place once.
 *
 * @param platformKnown false where the platform has been reported already: then its targets are not
 */
export function checkTargets(
  row: Row,
  { accounts }: CheckContext,
  platformKnown: boolean,
): readonly Target[] {
  const platform = row.text('platform');
  const targets: Target[] = [];
  for (const name of targetNames(row.text('account_target'))) {
    const account = accounts ? findAccount(accounts, platform, name) : null;
    if (accounts && !account && platformKnown) reportUnmapped(row, accounts, platform, name);
    const place = account?.place ?? `unmapped:${platform}/${name}`;
    const earlier = targets.find((one) => one.place === place);
    if (earlier) {
      reportDuplicate(row, earlier.name, name);
      continue;
    }
    const network = account?.network ?? networkOf(platform, name);
    targets.push({ name, account, place, network });
  }
  return targets;
}

function findAccount(
  accounts: ReadonlyMap<string, AccountIdentity>,
  platform: string,
  name: string,
): AccountIdentity | null {
  const bare = name === '' ? accounts.get(platform) : undefined;
  return accounts.get(`${platform}/${name}`) ?? bare ?? null;
}

/** Without configuration a platform's own name, or the chat's in a community, tells the network. */
function networkOf(platform: string, name: string): Network | null {
  const word = platform === 'community' ? name : platform === 'newsletter' ? 'email' : platform;
  return networks.find((network) => network === word) ?? null;
}

function reportUnmapped(
  row: Row,
  accounts: ReadonlyMap<string, AccountIdentity>,
  platform: string,
  name: string,
): void {
  const key = `${platform}/${name}`;
  const prefix = `${platform}/`;
  const siblings = [...accounts.keys()].filter((one) => one.startsWith(prefix));
  const names = siblings.map((one) => one.slice(prefix.length));
  const message =
    name === ''
      ? `account_target is empty, and ${platform} has no account without a name.`
      : `No account stands behind the target "${visible(name)}" of ${visible(platform)}.`;
  const known = names.length > 0 ? `${platform} has ${names.join(', ')}. ` : '';
  const add = `${known === '' ? 'Add' : 'Or add'} ${visible(key)} to accounts in the configuration.`;
  row.report(
    'target-unmapped',
    'account_target',
    message,
    `${didYouMean(name, names)}${known}${add}`,
  );
}

function reportDuplicate(row: Row, earlier: string, name: string): void {
  const message =
    earlier === name
      ? `The target "${visible(name)}" is named twice.`
      : `The targets "${visible(earlier)}" and "${visible(name)}" are the same place.`;
  row.report('target-duplicate', 'account_target', message, 'Name each account once.');
}
