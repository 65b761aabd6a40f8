import type { Problem, Result } from '../../domain/result.ts';

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** The git blob id: equal for equal bytes. */
  readonly blob: string;
}

/** One commit of a branch, pinned: what it lists and reads never changes. */
export interface Snapshot {
  readonly commit: string;
  /** ISO 8601 instant. */
  readonly committedAt: string;
  readonly files: ReadonlyMap<string, SourceFile>;
  /** Paths that exist but are refused (symbolic link, submodule, unsafe name), and why. */
  readonly refused: ReadonlyMap<string, Problem>;
  /** The bytes of a file; an absent, refused, too large or Git LFS one is a problem with a remedy. */
  read(path: string): Promise<Result<Uint8Array>>;
  close(): Promise<void>;
}

/** Where sheets and templates come from. */
export interface Source {
  /**
   * @param where with `commit`, which this branch had at an earlier pull, that one again; its present
   *   one where it was pulled on another machine
   */
  pull(where: {
    readonly repository: string;
    readonly branch: string;
    readonly commit?: string | null;
  }): Promise<Result<Snapshot>>;
}
