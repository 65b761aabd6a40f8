import type { Home, InstanceKey, Remembered } from '../../domain/identity.ts';
import type { Result } from '../../domain/result.ts';

/** What the database remembers of itself, and what is found now. Read in one transaction. */
export interface IdentityRecord {
  /** Null: nobody has said yet what it is. */
  readonly remembered: Remembered | null;
  readonly home: Home;
  /** What PostgreSQL does not tell, and why. */
  readonly untold: readonly string[];
  /** Number of the last change of a delivery. */
  readonly lastChange: number;
  /** Places whose workers ask to be let in, and since when in real time. */
  readonly asking: readonly { readonly place: string; readonly askedAt: string }[];
  /** When a person last confirmed a copy as the one that goes on. */
  readonly restoredAt: string | null;
  readonly restoredBy: string | null;
}

export interface IdentityTable {
  read(): Promise<IdentityRecord>;
  /** Remembers where the database is, where nobody did so before. */
  adopt(instanceId: string): Promise<void>;
  /** A person's word: from now on it is this one, here. Forgets all places. */
  confirm(instanceId: string, at: string, by: string): Promise<void>;
  /** A worker that is at home here meets the database at this place. */
  know(place: string, realNow: string): Promise<void>;
  /** A worker at a place that nobody knows asks to be let in. */
  ask(place: string, realNow: string): Promise<void>;
  /** Lets in all that ask: said by a worker that is at home. */
  vouch(): Promise<void>;
}

/** The instance key: what a data directory remembers of its database, outside of it. */
export interface KeyFile {
  /** The database lies in the same data directory. */
  readonly embedded: boolean;
  /** Null where there is none, or none that can be read. */
  read(): Promise<InstanceKey | null>;
  /** Where this process meets the database: an address, or which files it and its key are. */
  place(): Promise<string>;
  /** Writes a key where there is none; of several at once, one wins. */
  create(instanceId: string): Promise<Result<void>>;
  /** Writes a new key in the place of what is there. */
  replace(instanceId: string): Promise<Result<void>>;
  /**
   * Remembers how far the database had come. Only after that is committed. Where it can't be
   * written, this process remembers it for as long as it runs.
   */
  see(instanceId: string, lastChange: number): Promise<void>;
}

/** Where the database is: in a folder of this machine, or at an address. */
export type DatabasePlace =
  /** @param cluster PostgreSQL's data directory */
  { readonly cluster: string } | { readonly address: string };
