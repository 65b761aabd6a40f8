import { after, before } from 'node:test';
import type { z } from 'zod';
import type { Connector } from '../../src/connectors/connector.ts';
import { type RuleInput, type RunningNetwork, startNetwork } from '../network/start.ts';
import { type Mode, type WaitMode, waitModes } from './modes.ts';
import type { Scene, SceneLookUps, Subject } from './subject.ts';

/** A connector, and how its account is known to the simulated network. */
export interface Vendor<Settings extends z.ZodType> extends Omit<Subject, 'open'> {
  readonly connector: Connector<Settings>;
  /** `platform/target` */
  readonly key: string;
  /** What the network wants to see of its clients. */
  readonly token: string;
  /** The name at the network of the account of the nth test: as the dialect reads it. */
  account(number: number): string;
  /** As they stand in a configuration. @param url of the network, without the dialect's folder */
  settings(url: string, account: string): object;
}

const pageSize = 2;

/**
 * Runs a simulated network beside the tests of a file, and gives each of them a fresh account on
 * it.
 */
export function sceneOf<Settings extends z.ZodType>(vendor: Vendor<Settings>): Subject {
  let network: RunningNetwork;
  let count = 0;
  before(async () => {
    network = await startNetwork({ token: vendor.token, pageSize });
  });
  after(() => network[Symbol.asyncDispose]());
  return {
    ...vendor,
    open: () => {
      count += 1;
      return openScene(network, vendor, vendor.account(count));
    },
  };
}

async function openScene<Settings extends z.ZodType>(
  network: RunningNetwork,
  { connector, key, token, settings, idempotency, lookUp }: Vendor<Settings>,
  account: string,
): Promise<Scene> {
  const others = lookUp ? 'lookup' : 'neither';
  await network.describe(account, {
    class: idempotency === 'key' ? 'key' : others,
    duplicates: 'taken',
  });
  const before = await network.traffic();
  const chosen = connector.settings.parse(settings(network.url, account));
  return {
    account: connector.bind(key, chosen, { dataDirectory: '/nonexistent' }),
    secrets: [token, encodeURIComponent(token), JSON.stringify(token).slice(1, -1)],
    fail: (mode, seconds) => network.script({ match: { account }, fault: faultOf(mode, seconds) }),
    failRemoval: (mode) => network.script({ match: { account }, fault: `remove-${mode}` }),
    struck: () => struck(network, account),
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
    ...(lookUp && { lookUps: lookUpsOf(network, account) }),
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
async function struck(network: RunningNetwork, account: string): Promise<void> {
  for (let least = 1; ; least += 1) {
    const fired = (await network.fired(least)).find((one) => one.account === account);
    if (fired) return fired.kind === 'accept-hang' ? published(network, account) : undefined;
  }
}

async function published(network: RunningNetwork, account: string): Promise<void> {
  for (let least = 1; ; least += 1)
    if ((await network.ledger(least)).some((one) => one.account === account)) return;
}

const lookUpsOf = (network: RunningNetwork, account: string): SceneLookUps => ({
  pageSize,
  fail: (mode) => {
    const fault = mode === 'error' ? 'look-up-500' : `look-up-${mode}`;
    return network.script({ match: { account }, fault });
  },
  struck: () => struck(network, account),
  late: () => published(network, account),
});
