import type { Action, ActionKind } from '../domain/plan.ts';
import type { CheckedSheet } from '../domain/post.ts';
import type { PlanBasis } from './documents/plan.ts';

/** Where the sheet of a week comes from. */
export interface Origin {
  readonly repository: string;
  readonly branch: string;
}

export interface PlanOptions {
  /** Binds the week to this repository and branch, whatever it was bound to. */
  readonly rebind: boolean;
  /** The operator says that a mass removal is meant. */
  readonly allowRemoval: boolean;
}

/** What an ingest of a sheet would change. */
export interface Plan {
  readonly weekId: string;
  readonly commit: string;
  readonly checked: CheckedSheet;
  readonly totals: Readonly<Record<ActionKind, number>>;
  readonly actions: readonly Action[];
  readonly basis: PlanBasis;
}
