import type { ServerResponse } from 'node:http';
import { answer, breakOff, type Dialect, type Page, type Reply, type Wish } from './dialect.ts';
import type { LookUpFault } from './fault.ts';
import type { Network } from './network.ts';

/** A request for one page of an account's own posts. */
export interface LookUp {
  readonly network: Network;
  readonly dialect: Dialect;
  readonly response: ServerResponse;
  readonly wish: Wish & { readonly on: 'look-up' };
}

/** Answers, or fails as told. */
export function show(lookUp: LookUp, fault: LookUpFault | null): void {
  const { network, response, wish } = lookUp;
  if (fault?.kind === 'look-up-hang') return;
  const page = pageOf(lookUp);
  const refused = refusal(lookUp, fault);
  if (refused) answer(response, refused);
  else if (fault?.kind === 'look-up-truncated') breakOff(response, pageIn(lookUp, page), 0.5);
  else if (fault) answer(response, pageIn(lookUp, { posts: [], more: true, next: null }));
  else {
    answer(response, pageIn(lookUp, page));
    if (!page.more) network.looked(wish.account);
  }
}

function refusal({ network, dialect, wish }: LookUp, fault: LookUpFault | null): Reply | null {
  if (network.classOf(wish.account) === 'neither')
    return dialect.refused('not-found', 'there is no such list');
  return fault?.kind === 'look-up-500' ? dialect.refused('error-500', 'something is broken') : null;
}

function pageIn({ dialect, wish }: LookUp, page: Page): Reply {
  if (wish.reply) return wish.reply(page);
  if (!dialect.page) throw new Error('this vendor lists no posts, and read a request for them');
  return dialect.page(page);
}

function pageOf({ network, wish }: LookUp): Page {
  const { pageSize } = network.options;
  const { account, since, before, only = () => true } = wish;
  const rest = network.list(account, since).filter((one) => one.seq < before && only(one));
  const posts = rest.slice(0, pageSize);
  const more = rest.length > pageSize;
  return { posts, more, next: more ? (posts.at(-1)?.seq ?? null) : null };
}
