import type { Diagnostic, Location } from './diagnostic.ts';

export const requiredColumns = [
  'post_id',
  'publish_date',
  'locale',
  'platform',
  'account_target',
  'post_copy',
  'utm_url',
  'status',
] as const;

const optionalColumns = ['publish_time', 'title', 'media', 'notes'] as const;

export const columns = [...requiredColumns, ...optionalColumns] as const;

export type Column = (typeof columns)[number];

/** One cell as it stands in the file: text with line breaks normalised to LF, nothing trimmed. */
export interface Cell extends Location {
  readonly text: string;
  /** As it is written, with its quotes; absent where that is the text itself. */
  readonly source?: { readonly format: 'csv' | 'json'; readonly text: string };
}

/** One row of the sheet. A column that the file does not have is absent. */
export interface SheetRow {
  readonly line: number;
  readonly cells: Readonly<Partial<Record<Column, Cell>>>;
}

/** A sheet whose structure can be trusted. `warnings` do not stop anything. */
export interface Sheet {
  readonly file: string;
  readonly rows: readonly SheetRow[];
  readonly warnings: readonly Diagnostic[];
}

/** A task of the week that has a day of its own. */
export interface DueTask {
  readonly id: string;
  readonly type: string;
  /** ISO local date. */
  readonly dueDate: string;
  /** In the file of the manifest. */
  readonly line: number;
}

/** The week's `task-queue.json`, in the parts that we read. */
export interface Manifest {
  readonly weekId: string;
  readonly start: string | null;
  readonly end: string | null;
  readonly dueTasks: readonly DueTask[];
  /** Tasks of kinds that we do not run. */
  readonly ignoredTasks: readonly { readonly id: string; readonly type: string }[];
}
