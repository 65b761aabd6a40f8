import type { z } from 'zod';
import type { Account } from '../application/ports/account.ts';
import type { TokenAccess } from '../application/ports/oauth.ts';

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

export const defineConnector = <Settings extends z.ZodType>(
  connector: Connector<Settings>,
): Connector<Settings> => connector;
