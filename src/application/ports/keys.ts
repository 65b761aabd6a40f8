import type { Scope } from '../../domain/scope.ts';

/** A key of the API, without what it is: that is nowhere. All instants are real time. */
export interface ApiKey {
  /** Public, and a part of the key. */
  readonly id: string;
  readonly name: string;
  /** SHA-256 of its secret part, hexadecimal. */
  readonly digest: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  /** To the minute. */
  readonly lastUsedAt: string | null;
}

export interface ApiKeyTable {
  insert(key: ApiKey): Promise<void>;
  find(id: string): Promise<ApiKey | null>;
  /** Oldest first. */
  list(): Promise<readonly ApiKey[]>;
  revoke(id: string, at: string): Promise<void>;
  use(id: string, at: string): Promise<void>;
}
