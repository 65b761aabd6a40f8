import type { Account } from '../application/ports/account.ts';
import type { AccountConfiguration } from '../domain/configuration.ts';
import { assisted } from './assisted.ts';
import { bluesky } from './bluesky.ts';
import type { Connector, ConnectorContext } from './connector.ts';
import { discord } from './discord.ts';
import { facebook } from './facebook.ts';
import { mastodon } from './mastodon.ts';
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
    if (found) bound.set(key, found.bind(key, settings, context));
  }
  return bound;
}
