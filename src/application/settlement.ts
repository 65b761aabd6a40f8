import type { Outcome } from '../domain/outcome.ts';
import type { AttemptRecord } from './ports/store.ts';

/** What became of an attempt, and whose word that is. */
export interface Settlement {
  readonly attempt: AttemptRecord;
  readonly outcome: Outcome;
  /** `broadsheet`, `look-up`, or a person. */
  readonly who?: string;
}
