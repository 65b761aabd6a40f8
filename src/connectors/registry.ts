import type { Account } from '../application/ports/account.ts';
import type { AccountConfiguration } from '../domain/configuration.ts';
import { storable } from '../domain/text.ts';
import { assisted } from './assisted.ts';
import { bluesky } from './bluesky.ts';
import { buttondown } from './buttondown.ts';
import type { Connector, ConnectorContext } from './connector.ts';
import { discord } from './discord.ts';
import { facebook } from './facebook.ts';
import { linkedin } from './linkedin.ts';
import { listmonk } from './listmonk.ts';
import { mastodon } from './mastodon.ts';
import { reddit } from './reddit.ts';
import { resend } from './resend.ts';
import { sandbox } from './sandbox.ts';
import { slack } from './slack.ts';
import { smtp } from './smtp.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';
import { x } from './x.ts';

/** Every network that Broadsheet can publish to. */
const all = [
  sandbox,
  smtp,
  telegram,
  discord,
  slack,
  x,
  mastodon,
  facebook,
  linkedin,
  reddit,
  buttondown,
  resend,
  listmonk,
  assisted,
  webhook,
  bluesky,
] as unknown as readonly Connector[];

/** Connectors by id. @param more beside the networks: a test brings its own */
export const registry = (more: readonly Connector[] = []): ReadonlyMap<string, Connector> =>
  new Map([...all, ...more].map((connector) => [connector.id, connector]));

/** Binds the accounts of a configuration that passed its checks to their connectors. */
export function bindAccounts(
  accounts: ReadonlyMap<string, AccountConfiguration>,
  connectors: ReadonlyMap<string, Connector>,
  context: ConnectorContext,
): ReadonlyMap<string, Account> {
  const bound = new Map<string, Account>();
  for (const [key, { connector, settings }] of accounts) {
    const found = connectors.get(connector);
    if (found) bound.set(key, storableWords(found.bind(key, settings, context)));
  }
  return bound;
}

/** What a network says may hold half a sign, which no database takes: nothing must be lost by it. */
function storableWords(account: Account): Account {
  const { publish, confirm, remove, owner } = account;
  return {
    ...account,
    publish: cleaning(publish),
    ...(confirm && { confirm: cleaning(confirm) }),
    ...(remove && { remove: cleaning(remove) }),
    ...(owner && { owner: cleaning(owner) }),
  };
}

const cleaning =
  <Asked extends unknown[], Value>(work: (...asked: Asked) => Promise<Value>) =>
  async (...asked: Asked): Promise<Value> =>
    cleaned(await work(...asked));

function cleaned<Value>(value: Value): Value {
  if (typeof value === 'string') return storable(value) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, cleaned(one)]);
  return Object.fromEntries(entries) as Value;
}
