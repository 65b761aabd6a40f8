import type { Diagnostic, Silenced } from '../../domain/diagnostic.ts';
import type { CheckedPost } from '../../domain/post.ts';
import type { Sheet } from '../../domain/sheet.ts';
import type { SheetSource } from './sheet-source.ts';

/** What the checks found in one sheet, or in the mails of a week. */
export interface CheckedSource {
  readonly source: SheetSource;
  /** What stands in it, and is counted. */
  readonly what: 'row' | 'mail';
  readonly count: number;
  readonly sheet: Sheet;
  /** Empty where nothing says it. */
  readonly weekId: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What a person lets pass, each with the reason. */
  readonly silenced: readonly Silenced[];
  /** Null where the sheet as a whole would be rejected: then all stays as it is. */
  readonly posts: (() => readonly CheckedPost[]) | null;
  readonly timezone: string;
  /** What the sheet asked for before; null where nothing came before it. */
  readonly earlier: (() => readonly CheckedPost[]) | null;
}

const noSheet: Sheet = { file: '', rows: [], warnings: [] };

export const nothingRead = (source: SheetSource): CheckedSource => ({
  source,
  what: 'row',
  count: 0,
  sheet: noSheet,
  weekId: '',
  diagnostics: [],
  silenced: [],
  posts: null,
  timezone: 'UTC',
  earlier: null,
});
