import type { Result } from '../../domain/result.ts';

/**
 * Seals secrets with a key that is kept outside of the database. What is sealed for one name opens
 * for no other.
 */
export interface Vault {
  /**
   * Seals with the key of this installation; the first time one is made where there is none.
   *
   * @param like something sealed, whose key it is to be
   */
  seal(name: string, secret: string, like?: string): Promise<Result<string>>;
  open(name: string, sealed: string): Promise<Result<string>>;
  /** Gets ready the key that comes next; nothing is sealed with it yet. @returns its id */
  nextKey(): Promise<Result<string>>;
  /** Passes what is sealed on to another key of ours; the secret itself is not opened. */
  pass(name: string, sealed: string, keyId: string): Promise<Result<string>>;
  /** From now on the key of something sealed is ours. Only after all was passed on to it. */
  turnTo(sealed: string): Promise<Result<void>>;
  /** Where the key is kept, for people; null: nowhere yet. */
  whereabouts(): Promise<string | null>;
}

export interface SecretRecord {
  readonly name: string;
  readonly sealed: string;
}

export interface SecretTable {
  read(name: string): Promise<SecretRecord | null>;
  lock(name: string): Promise<SecretRecord | null>;
  count(): Promise<number>;
  /** All, locked, in the order of their names. */
  lockAll(): Promise<readonly SecretRecord[]>;
  /** @throws where another one puts in the same name at once; the transaction is done again */
  insert(record: SecretRecord, at: string): Promise<void>;
  put(record: SecretRecord, at: string): Promise<void>;
  /** Removes every one. */
  clear(): Promise<void>;
}
