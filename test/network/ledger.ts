import { closeSync, existsSync, fdatasync, openSync, readFileSync, write } from 'node:fs';
import { promisify } from 'node:util';

/** A post that anybody can see. */
export interface LedgerEntry {
  /** From 1, in the order in which posts became public. */
  readonly seq: number;
  readonly account: string;
  /** The `Idempotency-Key`, where one was sent. */
  readonly key: string | null;
  readonly text: string;
  readonly title: string | null;
  readonly link: string | null;
  readonly reply_to: string | null;
  readonly id: string;
  /** By the network's own clock. */
  readonly at: string;
}

/** A post that was public. */
export interface Removed {
  /** Its number. */
  readonly removed: number;
}

const writeTo = promisify(write);
const sync = promisify(fdatasync);

/**
 * What became public, one JSON line each, on the disk before anybody is answered. Lines that come
 * while the disk is at work go out together with the next flush.
 */
export class Ledger {
  readonly #file: number;
  #waiting: string[] = [];
  #next: Promise<void> | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#file = openSync(path, 'a');
  }

  /** What an earlier process with the same file has written. */
  static read(path: string): readonly LedgerEntry[] {
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
    const all: readonly (LedgerEntry | Removed)[] = lines.map((line) => JSON.parse(line));
    const gone = new Set(all.map((one) => ('removed' in one ? one.removed : null)));
    return all.filter((one) => 'seq' in one).filter((one) => !gone.has(one.seq));
  }

  append(line: LedgerEntry | Removed): Promise<void> {
    this.#waiting.push(`${JSON.stringify(line)}\n`);
    this.#next ??= this.#last.then(() => this.#flush());
    return this.#next;
  }

  async #flush(): Promise<void> {
    const lines = this.#waiting.join('');
    this.#waiting = [];
    this.#last = this.#next ?? this.#last;
    this.#next = null;
    await writeTo(this.#file, lines);
    await sync(this.#file);
  }

  async close(): Promise<void> {
    await (this.#next ?? this.#last);
    closeSync(this.#file);
  }
}
