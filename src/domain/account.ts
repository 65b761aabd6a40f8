import type { LinkPlacement } from './content.ts';

/** The networks whose rules are known: limits, counting, titles. */
export const networks = [
  'linkedin',
  'x',
  'reddit',
  'facebook',
  'telegram',
  'whatsapp',
  'discord',
  'slack',
  'mastodon',
  'bluesky',
  'email',
  'other',
] as const;

export type Network = (typeof networks)[number];

/** What the checks and the plan know of an account of the configuration. */
export interface AccountIdentity {
  /** `platform/target`, as in the configuration: `linkedin/company`. */
  readonly key: string;
  readonly connector: string;
  /** Whose rules apply to its posts. */
  readonly network: Network;
  /** Spacing and pauses are of this: several places may share one account. */
  readonly account: string;
  /** Where its posts become public: connector, account and its own place. */
  readonly place: string;
  readonly linkPlacement: LinkPlacement;
  /** A person posts, and no program: files go out with the words, and parts as people see fit. */
  readonly byPerson?: true;
  /** What its own server takes of one part, by the network's counting; left out: what is usual there. */
  readonly maxCharacters?: number;
}
