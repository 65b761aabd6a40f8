import type { z } from 'zod';
import type { Account } from '../application/ports/account.ts';
import type { TokenAccess } from '../application/ports/oauth.ts';
import { onlyEncrypted } from './settings.ts';

/** What a connector may use beside its settings. */
export interface ConnectorContext {
  /** Where a connector may keep files of its own. */
  readonly dataDirectory: string;
  /** The token of a connected account, renewed where it has ended. @param account of `Account` */
  readonly accessToken?: (account: string) => Promise<TokenAccess>;
}

/**
 * One network: its settings, and how an account of the configuration becomes something that
 * publishes. A new network is one file with one of these, one test and one line of the registry.
 */
export interface Connector<Settings extends z.ZodType = z.ZodType> {
  readonly id: string;
  /** As people know it. */
  readonly name: string;
  /** Validates the account's settings; also source of its JSON Schema and documentation. */
  readonly settings: Settings;
  /** @param key `platform/target` */
  bind(key: string, settings: z.infer<Settings>, context: ConnectorContext): Account;
}

/** What nearly all networks have in common; an account says only what is otherwise. */
const usual = {
  linkPlacement: 'inline',
  // A repeat is another post, and how late a post may show itself is nowhere said.
  idempotency: 'none',
  settlesWithinMilliseconds: null,
} as const;

type Usual = keyof typeof usual | 'key' | 'connector' | 'place';

/** What tells an account of this network from others. Its place is the account where it names none. */
export type OwnTraits = Omit<Account, Usual> &
  Partial<Pick<Account, Exclude<Usual, 'key' | 'connector'>>>;

interface Definition<Settings extends z.ZodType> extends Omit<Connector<Settings>, 'bind'> {
  bind(
    settings: z.infer<Settings>,
    context: ConnectorContext & { readonly key: string },
  ): OwnTraits;
}

export const defineConnector = <Settings extends z.ZodType>({
  bind,
  settings,
  ...connector
}: Definition<Settings>): Connector<Settings> => ({
  ...connector,
  settings: settings.superRefine(onlyEncrypted),
  bind(key, chosen, context) {
    const own = bind(chosen, { ...context, key });
    return { ...usual, key, connector: connector.id, place: own.account, ...own };
  },
});
