import { after, before } from 'node:test';
import { type Asking, call, type Heard } from './client.ts';
import { type RunningNetwork, startNetwork } from './start.ts';

/** A simulated network for the tests of one file, and how they speak to it. */
export function rig() {
  let network: RunningNetwork;
  before(async () => {
    network = await startNetwork({ pageSize: 2 });
  });
  after(() => network[Symbol.asyncDispose]());
  return {
    get network() {
      return network;
    },
    post: (account: string, text: string, asking: Asking = {}) =>
      call(
        'POST',
        `${network.url}/accounts/${account}/posts`,
        { text, link: 'https://a/' },
        asking,
      ),
    look: (account: string, query = '') =>
      call('GET', `${network.url}/accounts/${account}/posts${query}`, null, {}),
    publicOf: async (account: string) =>
      (await network.ledger()).filter((one) => one.account === account),
    textsOf: ({ body }: Heard): string[] =>
      JSON.parse(body).posts.map((one: { text: string }) => one.text),
  };
}
