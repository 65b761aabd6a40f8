import type { StoreTransaction } from './ports/store.ts';

interface Named {
  readonly account: string;
  readonly remoteId: string | null;
  readonly remoteUrl: string | null;
}

/**
 * Whether another delivery, of whichever week, is public by this post, by a person's word and no
 * attempt: one post never settles two. An address without an id tells no post from another, as that of
 * a group does.
 */
export async function isOfAnother(
  { deliveries }: StoreTransaction,
  deliveryId: string,
  { account, remoteId, remoteUrl }: Named,
): Promise<boolean> {
  if (remoteId === null) return false;
  const posts = remoteUrl === null ? [remoteId] : [remoteId, remoteUrl];
  const ids = await deliveries.postedByWord(account, posts);
  return ids.some((id) => id !== deliveryId);
}
