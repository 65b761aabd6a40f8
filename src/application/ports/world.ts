/** What a sandbox made public, as anybody could read it. */
export interface SandboxPost {
  readonly account: string;
  readonly network: string;
  readonly weekId: string;
  readonly postId: string;
  /** From 0. */
  readonly part: number;
  readonly title: string | null;
  readonly text: string;
  readonly locale: string;
  /** ISO instant of the clock. */
  readonly publishedAt: string;
  readonly remoteId: string;
}
