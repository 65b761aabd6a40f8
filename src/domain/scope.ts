/**
 * What a key of the API may be good for. None holds another: a key has just the scopes that it
 * names, so that one without `publish` lets nothing out, whatever else it may do.
 */
export const scopes = ['read', 'draft', 'approve', 'publish', 'admin'] as const;

export type Scope = (typeof scopes)[number];

export const scopeMeanings: Readonly<Record<Scope, string>> = {
  read: 'look at weeks, deliveries, runs, accounts and events',
  draft: 'plan a week, and see what an approval would make public',
  approve: 'reject, hold and pause; and, together with publish, approve',
  publish: 'let something go out: run a week, rerun, release, resolve, resume',
  admin: 'keys, accounts, secrets and restored databases',
};
