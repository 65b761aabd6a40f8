import type { Limits } from '../../src/application/services.ts';

/** What a network offers for evidence: a key, a look-up, or nothing. */
export const classes = ['key', 'lookup', 'neither'] as const;
export type NetworkClass = (typeof classes)[number];

/**
 * Short, so that a trial takes a second; the order of the limits is that of the product. What a new
 * connection asks first costs PostgreSQL most: with three for each process instead of ten, 30 trials took
 * 114 s of CPU beside 133.
 */
export const limits: Limits = {
  sendWindow: 500,
  deadlineMargin: 600,
  idleTransaction: 800,
  connections: 3,
};
export const timeout = 1000;
/** Virtual time: long enough for looks that come before the proof of absence. */
export const settlesWithin = 60_000;

const accountsOfTrial = 3;
export const postsOfAccount = 2;

/** Accounts as the network knows them: each trial has its own. */
export const accountsOf = (trial: string): readonly string[] =>
  Array.from({ length: accountsOfTrial }, (_, index) => `${prefixOf(trial)}${index + 1}`);

/** How the names of a trial's accounts begin, and of no others. */
export const prefixOf = (trial: string): string => `${trial}-`;

/** Of its second account the network takes no words twice, and names the post that has them. */
export const refusesDoubles = (account: string): boolean => account.endsWith('-2');

export const keyOf = (account: string): string => `community/${account}`;

/** A configuration that publishes to the simulated network, and never touches git. */
export const configurationOf = (
  url: string,
  accounts: readonly { readonly account: string; readonly networkClass: NetworkClass }[],
): string => `timezone: UTC
spacing: 0s
assets: { repo: https://git.invalid/acme/marketing.git }
schedule: { pull: "0 0 1 1 *", ingest: "0 0 1 1 *", publish: "0 0 1 1 *", summary: "0 0 1 1 *", notify: "0 0 1 1 *", weekly: "0 0 1 1 *", snapshot: "0 0 1 1 *" }
accounts:
${accounts
  .map(
    ({ account, networkClass }) =>
      `  ${keyOf(account)}: { connector: simulated, url: "${url}", account: ${account}, class: ${networkClass}, timeout: ${timeout}ms, settles_within: ${settlesWithin}ms, token: torture-token }`,
  )
  .join('\n')}
`;
