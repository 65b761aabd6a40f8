import type { Outcome } from '../domain/outcome.ts';
import type { Made } from './http/publish.ts';
import type { Campaign } from './listmonk-campaign.ts';

/** What comes of a publication that has no draft to start; nothing was sent. */

/** @param post the campaign, as the proof that it is there */
export const out = ({ id, status }: Campaign, post: Made): Outcome => ({
  kind: 'duplicate',
  ...post,
  error: {
    code: 'duplicate',
    message: `listmonk has campaign ${id} of this post already, and it is ${status}`,
    remedy: 'Look at that campaign: an earlier attempt or a person started it.',
  },
});

export const doubledDrafts = (drafts: readonly Campaign[]): Outcome => ({
  kind: 'rejected',
  error: {
    code: 'drafts-doubled',
    message: `listmonk has ${drafts.length} drafts of this post: campaigns ${drafts.map(({ id }) => id).join(', ')}`,
    remedy:
      'Nothing went out. Delete them in listmonk, then run `broadsheet rerun-failed`: a new one is made.',
  },
});

export const altered = ({ id }: Campaign): Outcome => ({
  kind: 'rejected',
  error: {
    code: 'draft-altered',
    message: `The draft of this post in listmonk, campaign ${id}, is not what was approved`,
    remedy:
      'Nothing went out. Delete it in listmonk, then run `broadsheet rerun-failed`: a new one is made.',
  },
});

export const listsMissing = ({ id, lists }: Campaign): Outcome => ({
  kind: 'unauthorised',
  error: {
    code: 'account-refused',
    message: `listmonk made campaign ${id} for ${namesOf(lists)}, and not for all \`lists\` of the account`,
    remedy: `Nothing went out. See that those lists exist and that the API user may manage them, delete campaign ${id} in listmonk, then resume the account.`,
  },
});

const namesOf = (lists: Campaign['lists']): string =>
  lists.length === 0 ? 'no list' : `lists ${lists.map(({ id }) => id).join(', ')}`;
