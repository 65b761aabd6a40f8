import { z } from 'zod';
import type { Errand, Fault } from './fault.ts';
import { Ledger, type LedgerEntry } from './ledger.ts';
import { Script } from './script.ts';

/** What an account's part of the network can do. */
export const accountOptions = z.strictObject({
  /** `key`: knows a repeat by its key; `lookup`: lists its posts only; `neither`: not even that. */
  class: z.enum(['key', 'lookup', 'neither']).optional(),
  /** What happens to a text that the account has already. */
  duplicates: z.enum(['taken', 'refused', 'refused-naming']).default('taken'),
});

export type AccountOptions = z.infer<typeof accountOptions>;
export type AccountClass = NonNullable<AccountOptions['class']>;

export interface NetworkOptions {
  readonly ledger: string;
  /** Without it anybody may post. */
  readonly token?: string | undefined;
  readonly pageSize: number;
  /** Every post is seen in look-ups only so much later. */
  readonly lagMs: number;
  /** How much the network's clock is ahead of the machine's. */
  readonly skewMs: number;
}

/** What a client wants to be public. */
export interface Draft {
  readonly text: string;
  readonly title: string | null;
  readonly reply_to: string | null;
  readonly link: string | null;
}

/** What became of a draft. */
export type Taken =
  | { readonly kind: 'made'; readonly entry: LedgerEntry }
  /** The account has it already. `earlier` is null where the network does not name it. */
  | { readonly kind: 'double'; readonly earlier: LedgerEntry | null }
  | { readonly kind: 'key-conflict' };

/** A post, and from when on a look-up shows it. */
interface Shown {
  readonly entry: LedgerEntry;
  from: number;
  lookUps: number;
}

/** A post that is still to become public. */
interface Owed {
  readonly account: string;
  overdue: boolean;
}

const noLag: Pick<Shown, 'from' | 'lookUps'> = { from: 0, lookUps: 0 };

/** One fault that struck. */
export interface Fired {
  readonly kind: Fault['kind'];
  readonly on: Errand;
  readonly account: string;
  readonly text: string;
  /** False while a late acceptance is still to come. */
  done: boolean;
}

/** One request that arrived whole. */
export interface Arrived {
  readonly on: Errand;
  readonly account: string;
  readonly key: string | null;
  readonly path: string;
  /** Of the post that was to be made. */
  readonly text: string | null;
}

/** What came by the network's port, whole or not. */
export interface Traffic {
  connections: number;
  closed: number;
  /** Of the connections that are closed. */
  bytes: number;
  /** Requests for a post that broke off. */
  partial: number;
}

interface Lag {
  readonly lagMs?: number | undefined;
  readonly lagLookUps?: number | undefined;
}

/** Everything that the network knows; no HTTP. */
export class Network {
  readonly options: NetworkOptions;
  readonly script = new Script();
  readonly fired: Fired[] = [];
  readonly arrived: Arrived[] = [];
  /** Requests that arrived whole and are being worked on; what is accepted late is not counted. */
  working = 0;
  readonly traffic: Traffic = { connections: 0, closed: 0, bytes: 0, partial: 0 };
  /** What is in the ledger, and on the disk. */
  readonly public: LedgerEntry[] = [];
  /** What was, until somebody took it back. */
  readonly removed: LedgerEntry[] = [];
  /** That, and what is on its way there. */
  readonly #taken: LedgerEntry[] = [];
  readonly #shown = new Map<string, Shown[]>();
  readonly #byKey = new Map<string, { draft: string; taken: Promise<Taken> }>();
  readonly #lookUps = new Map<string, number>();
  readonly #accounts = new Map<string, AccountOptions>();
  #owed: Owed[] = [];
  readonly #ledger: Ledger;
  #seq = 0;
  #changed = Promise.withResolvers<void>();

  constructor(options: NetworkOptions) {
    this.options = options;
    for (const entry of Ledger.read(options.ledger)) this.#remember(entry);
    this.#ledger = new Ledger(options.ledger);
  }

  describe(account: string, options: AccountOptions): void {
    this.#accounts.set(account, options);
  }

  /** As it was described, else by the first word of its name: `key-1`, `lookup-2`, `neither`. */
  classOf(account: string): AccountClass {
    const told = this.#accounts.get(account)?.class;
    const [word] = account.split('-');
    return told ?? (word === 'key' || word === 'neither' ? word : 'lookup');
  }

  /**
   * Makes a post public, unless the account knows it already.
   *
   * @returns when it is in the ledger and on the disk
   */
  async accept(account: string, key: string | null, draft: Draft, lag: Lag = {}): Promise<Taken> {
    if (key === null || this.classOf(account) !== 'key')
      return this.#refusal(account, draft) ?? this.#publish(account, key, draft, lag);
    const slot = JSON.stringify([account, key]);
    const known = this.#byKey.get(slot);
    if (known && known.draft !== sameness(draft)) return { kind: 'key-conflict' };
    if (known) return known.taken;
    const refusal = this.#refusal(account, draft);
    if (refusal) return refusal;
    const taken = this.#publish(account, key, draft, lag);
    this.#byKey.set(slot, { draft: sameness(draft), taken });
    return taken;
  }

  /** @returns null where it is no double, or doubles are taken */
  #refusal(account: string, draft: Draft): Taken | null {
    const rule = this.#accounts.get(account)?.duplicates ?? 'taken';
    const earlier = rule === 'taken' ? null : this.latest(account, draft.text);
    return earlier && { kind: 'double', earlier: rule === 'refused-naming' ? earlier : null };
  }

  /** The last post of the account with this text, whether a look-up shows it yet or not. */
  latest(account: string, text: string): LedgerEntry | null {
    const same = (one: LedgerEntry) => one.account === account && one.text === text;
    return this.#taken.findLast(same) ?? null;
  }

  async #publish(account: string, key: string | null, draft: Draft, lag: Lag): Promise<Taken> {
    this.#seq += 1;
    const id = `p${this.#seq}`;
    const at = new Date(Date.now() + this.options.skewMs).toISOString();
    const entry = { seq: this.#seq, account, key, ...draft, id, at };
    this.#taken.push(entry);
    await this.#ledger.append(entry);
    this.#show(entry, lag);
    this.tell();
    return { kind: 'made', entry };
  }

  /** Takes a post back. @returns when the ledger says so, on the disk */
  async remove(entry: LedgerEntry): Promise<void> {
    drop(this.public, (one) => one === entry);
    drop(this.#taken, (one) => one === entry);
    drop(this.#shown.get(entry.account) ?? [], (one) => one.entry === entry);
    await this.#ledger.append({ removed: entry.seq });
    this.removed.push(entry);
    this.tell();
  }

  #show(entry: LedgerEntry, { lagMs = this.options.lagMs, lagLookUps = 0 }: Lag): void {
    this.public.push(entry);
    const list = this.#shown.get(entry.account) ?? [];
    this.#shown.set(entry.account, list);
    list.push({ entry, from: performance.now() + lagMs, lookUps: lagLookUps });
  }

  /** A post of an earlier process. */
  #remember(entry: LedgerEntry): void {
    if (entry.key !== null && this.classOf(entry.account) === 'key')
      this.#byKey.set(JSON.stringify([entry.account, entry.key]), {
        draft: sameness(entry),
        taken: Promise.resolve({ kind: 'made', entry }),
      });
    this.#seq = entry.seq;
    this.#taken.push(entry);
    this.#show(entry, { lagMs: 0 });
  }

  /** What a look-up shows now, the newest first. Lag by look-ups counts this one. */
  list(account: string, since: string): readonly LedgerEntry[] {
    const now = performance.now();
    const shown = (this.#shown.get(account) ?? []).filter(({ from, lookUps }) => {
      return lookUps <= 0 && from <= now;
    });
    return shown
      .map((one) => one.entry)
      .filter((one) => one.at >= since)
      .reverse();
  }

  /** How often the account's posts were listed to the end. */
  lookedAt(account: string): number {
    return this.#lookUps.get(account) ?? 0;
  }

  /** A whole look-up of the account was answered. */
  looked(account: string): void {
    this.#lookUps.set(account, this.lookedAt(account) + 1);
    for (const one of this.#shown.get(account) ?? []) one.lookUps -= 1;
    this.tell();
  }

  /** Notes that a post will be public late, but not later than {@link keepWord}. */
  owe(account: string): Owed {
    const owed = { account, overdue: false };
    this.#owed.push(owed);
    return owed;
  }

  /**
   * The time has passed in which the network makes public what it takes, and shows it: late
   * acceptances happen now, and look-ups show all that is public.
   *
   * @param prefix of the accounts' names
   */
  keepWord(prefix: string): void {
    for (const [account, shown] of this.#shown)
      if (account.startsWith(prefix)) for (const one of shown) Object.assign(one, noLag);
    const due = (one: Owed) => one.account.startsWith(prefix);
    for (const one of this.#owed.filter(due)) one.overdue = true;
    this.#owed = this.#owed.filter((one) => !due(one));
    this.tell();
  }

  /** Wakes whoever waits for something to have happened. */
  tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await this.#changed.promise;
  }

  close(): Promise<void> {
    return this.#ledger.close();
  }
}

/** Equal for drafts that say the same. */
const sameness = ({ text, title, reply_to, link }: Draft): string =>
  JSON.stringify([text, title, reply_to, link]);

function drop<One>(list: One[], isIt: (one: One) => boolean): void {
  const index = list.findIndex(isIt);
  if (index >= 0) list.splice(index, 1);
}
