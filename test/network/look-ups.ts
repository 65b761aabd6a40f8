import type { ServerResponse } from 'node:http';
import { answer } from './creates.ts';
import type { LookUpFault } from './fault.ts';
import type { AccountClass, Answer, Network } from './network.ts';

/** One page of an account's own posts, the newest first. */
export interface LookUp {
  readonly network: Network;
  readonly response: ServerResponse;
  readonly account: string;
  /** ISO 8601; empty: from the beginning. */
  readonly since: string;
  /** Only posts before this one. */
  readonly before: number;
}

/** Answers, or fails as told. */
export function show(lookUp: LookUp, fault: LookUpFault | null): void {
  const { network, response, account } = lookUp;
  if (fault?.kind === 'look-up-hang') return;
  const refused = refusal(network.classOf(account), fault);
  const page = pageOf(lookUp);
  if (refused) answer({ response }, refused);
  else if (fault) truncated(response, page);
  else {
    answer({ response }, { status: 200, body: page });
    if (!page.more) network.looked(account);
  }
}

function refusal(kind: AccountClass, fault: LookUpFault | null): Answer | null {
  if (kind === 'neither') return { status: 404, body: { error: 'there is no such list' } };
  if (fault?.kind === 'look-up-500') return { status: 500, body: { error: 'something is broken' } };
  if (fault?.kind === 'look-up-incomplete')
    return { status: 200, body: { posts: [], more: true, next: null } };
  return null;
}

function pageOf({ network, account, since, before }: LookUp) {
  const { pageSize } = network.options;
  const rest = network.list(account, since).filter((one) => one.seq < before);
  const posts = rest.slice(0, pageSize);
  const more = rest.length > pageSize;
  return { posts: posts.map(seen), more, next: more ? String(posts.at(-1)?.seq) : null };
}

/** What anybody could read; a key is between the client and the network. */
const seen = ({ seq: _, key: __, account: ___, ...post }: ReturnType<Network['list']>[number]) => ({
  ...post,
  url: `https://network.example/posts/${post.id}`,
});

function truncated(response: ServerResponse, page: object): void {
  const json = JSON.stringify(page);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': json.length });
  response.write(json.slice(0, json.length / 2), () => response.socket?.end());
}
