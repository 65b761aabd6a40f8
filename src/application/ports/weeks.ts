import type { Diagnostic } from '../../domain/diagnostic.ts';

export interface Week {
  readonly weekId: string;
  readonly repository: string;
  readonly branch: string;
  readonly sheetFile: string;
  readonly firstDate: string | null;
  readonly lastDate: string | null;
  readonly commit: string;
  readonly importedAt: string;
}

export interface StoredPost {
  readonly postId: string;
  readonly line: number;
  readonly locale: string;
  readonly present: boolean;
  readonly problems: readonly Diagnostic[];
}

export interface WeekTable {
  /** One import of a week at a time: waits for the other. */
  lock(weekId: string): Promise<void>;
  find(weekId: string): Promise<Week | null>;
  list(): Promise<readonly Week[]>;
  save(week: Week): Promise<void>;
  posts(weekId: string): Promise<readonly StoredPost[]>;
  /** Posts that are not named are kept as no longer present. */
  savePosts(weekId: string, posts: readonly Omit<StoredPost, 'present'>[]): Promise<void>;
}
