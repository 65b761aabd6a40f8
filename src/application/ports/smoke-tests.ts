import type { Problem } from '../../domain/result.ts';

export type SmokeTestState =
  | 'sending'
  | 'public'
  /** Nothing is public. */
  | 'refused'
  | 'unknown'
  | 'removed';

/** A test post that a person has ordered. It is no delivery: no sheet names it. */
export interface SmokeTest {
  /** In its text; no two test posts have the same. */
  readonly mark: string;
  /** `platform/target` */
  readonly key: string;
  /** Of {@link Account}, as is `place`. */
  readonly account: string;
  readonly place: string;
  /** The person wants it to stay. */
  readonly stays: boolean;
  readonly who: string;
  readonly state: SmokeTestState;
  /** Of the clock. */
  readonly startedAt: string;
  /** Real time, after which nothing of it can leave any more. */
  readonly deadline: string;
  readonly error: Problem | null;
  readonly remoteId: string | null;
  readonly remoteUrl: string | null;
}

export type SmokeTestChange = Partial<
  Pick<SmokeTest, 'state' | 'error' | 'remoteId' | 'remoteUrl'>
>;

export interface SmokeTestTable {
  /** Commits the intent. @returns false where the mark was used before: nothing is written */
  open(test: SmokeTest): Promise<boolean>;
  read(mark: string): Promise<SmokeTest | null>;
  /** @returns false where it has left those states meanwhile: nothing is written */
  change(mark: string, from: readonly SmokeTestState[], change: SmokeTestChange): Promise<boolean>;
  /**
   * Those that may be public although nobody wants them to stay, the newest first.
   *
   * @param since of the clock; older ones are left out
   * @param realNow for the deadlines of requests
   */
  leftBehind(since: string, realNow: string): Promise<readonly SmokeTest[]>;
}
