import { after, before } from 'node:test';
import { simulated } from '../network/connector.ts';
import { type RuleInput, type RunningNetwork, startNetwork } from '../network/start.ts';
import { contractSuite } from './contract.ts';
import { type Mode, type WaitMode, waitModes } from './modes.ts';
import type { Scene, SceneLookUps } from './subject.ts';

const token = 'tok-3n-s3cr3t/+ "quoted"';
const pageSize = 2;

let network: RunningNetwork;
before(async () => {
  network = await startNetwork({ token, pageSize });
});
after(() => network[Symbol.asyncDispose]());

type Class = 'key' | 'lookup' | 'neither';

let count = 0;

async function open(kind: Class): Promise<Scene> {
  count += 1;
  const account = `${kind}-${count}`;
  const settings = { url: network.url, account, class: kind, token };
  const before = await network.traffic();
  return {
    account: simulated.bind('community/simulated', simulated.settings.parse(settings), {
      dataDirectory: '/nonexistent',
    }),
    secrets: [token, encodeURIComponent(token), JSON.stringify(token).slice(1, -1)],
    fail: (mode, seconds) => network.script({ match: { account }, fault: faultOf(mode, seconds) }),
    struck: () => struck(account),
    refuse: () => network.refuse(),
    requests: async () => {
      const { partial } = await network.traffic();
      const whole = (await network.arrived()).filter(
        (one) => one.account === account && one.on === 'create',
      );
      return whole.length + partial - before.partial;
    },
    posts: async () => (await network.ledger()).filter((one) => one.account === account).length,
    bytes: async () => {
      const now = await network.traffic();
      const { bytes } = await network.traffic({ closed: now.connections });
      return bytes - before.bytes;
    },
    ...(kind === 'lookup' && { lookUps: lookUpsOf(account) }),
    async [Symbol.asyncDispose]() {
      await network.listen();
      await network.calm();
    },
  };
}

const isWait = (mode: Mode): mode is WaitMode => (waitModes as readonly Mode[]).includes(mode);

function faultOf(mode: Mode, seconds = 2): RuleInput['fault'] {
  if (isWait(mode)) return { kind: 'rate-limited', form: mode, seconds };
  return mode === 'accept-late' ? { kind: 'accept-late', lookUps: 1 } : mode;
}

/** A fault is noted when it strikes; a post of it is public a moment later. */
async function struck(account: string): Promise<void> {
  for (let least = 1; ; least += 1) {
    const fired = (await network.fired(least)).find((one) => one.account === account);
    if (fired) return fired.kind === 'accept-hang' ? published(account) : undefined;
  }
}

async function published(account: string): Promise<void> {
  for (let least = 1; ; least += 1)
    if ((await network.ledger(least)).some((one) => one.account === account)) return;
}

const lookUpsOf = (account: string): SceneLookUps => ({
  pageSize,
  fail: (mode) => {
    const fault = mode === 'error' ? 'look-up-500' : `look-up-${mode}`;
    return network.script({ match: { account }, fault });
  },
  struck: () => struck(account),
  late: () => published(account),
});

for (const kind of ['key', 'lookup', 'neither'] as const)
  contractSuite(`simulated, ${kind}`, {
    open: () => open(kind),
    idempotency: kind === 'key' ? 'key' : 'none',
    lookUp: kind === 'lookup',
    waits: waitModes,
  });
