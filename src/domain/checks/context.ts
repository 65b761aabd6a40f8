import type { AccountIdentity } from '../account.ts';
import type { Baseline } from '../baseline.ts';
import type { Manifest } from '../sheet.ts';
import type { Allowed } from './allowances.ts';
import type { Severities } from './verdict.ts';

/** What the checks know beside the sheet itself. */
export interface CheckContext {
  readonly weekId: string;
  readonly manifest: Manifest | null;
  /** Null where the team has none: then no number may be claimed. */
  readonly baseline: Baseline | null;
  /**
   * By `platform/target`. Null where there is no configuration: targets are then not checked and
   * their deliveries are unmapped without being a problem.
   */
  readonly accounts: ReadonlyMap<string, AccountIdentity> | null;
  /** IANA zone. */
  readonly timezone: string;
  /** `HH:MM`, for rows without a publish_time. */
  readonly defaultTime: string;
  /** The files of the commit, by path. Null where they are not known: media are then not checked. */
  readonly files: ReadonlyMap<string, { readonly blob: string }> | null;
  /** A local date-time without offset in a zone, as ISO 8601 instant. */
  readonly instantOf: (localDateTime: string, zone: string) => string;
  /** What the week's file of allowances lets pass. */
  readonly allowed: Allowed;
  /** By code; a code that is fixed in the catalogue keeps its own. */
  readonly severities: Severities;
  /** ISO local date. Null: no date counts as past. */
  readonly today: string | null;
}
