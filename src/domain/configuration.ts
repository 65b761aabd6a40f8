import type { ApprovalMode } from './plan.ts';

export const scheduleSteps = [
  'pull',
  'ingest',
  'publish',
  'summary',
  'notify',
  'weekly',
  'snapshot',
] as const;

export type ScheduleStep = (typeof scheduleSteps)[number];

/** A weekly span in local time in which nothing is published. */
export interface QuietSpan {
  /** ISO weekday, 1 is Monday. */
  readonly fromWeekday: number;
  /** HH:MM */
  readonly fromTime: string;
  readonly untilWeekday: number;
  readonly untilTime: string;
}

export interface AccountConfiguration {
  readonly connector: string;
  /** As validated by the connector's own schema; secrets resolved. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface NotificationChannel {
  readonly via: 'email';
  /** smtp: or smtps: URL, without credentials in diagnostics. */
  readonly url: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly on: readonly ('failure' | 'success')[];
}

/** A configuration that passed every check: defaults filled in, secrets resolved. */
export interface Configuration {
  /** IANA zone. */
  readonly timezone: string;
  readonly assets: {
    readonly repo: string;
    readonly branch: string;
    /** Further repositories that `run-week` may name. */
    readonly allow: readonly string[];
    readonly token: string | null;
    readonly allowFileProtocol: boolean;
    /** Path templates with `{week}`. */
    readonly sheet: string;
    readonly emails: string;
    readonly allowed: string;
    readonly baseline: string;
    readonly snapshots: string;
  };
  readonly approval: ApprovalMode;
  readonly lateAfterMilliseconds: number;
  readonly spacingMilliseconds: number;
  readonly quiet: readonly QuietSpan[];
  /** Cron lines, in the configuration's time zone. */
  readonly schedule: Readonly<Record<ScheduleStep, string>>;
  /** By `platform/target`. */
  readonly accounts: ReadonlyMap<string, AccountConfiguration>;
  readonly notify: readonly NotificationChannel[];
  /** What webhooks that come here are signed with; null: none is taken. */
  readonly webhooks: { readonly secret: string | null; readonly githubSecret: string | null };
  /** Names that the mail program fills in: `first_name`. */
  readonly mergeTags: readonly string[];
  /** Severity by code of a check. */
  readonly checks: ReadonlyMap<string, 'error' | 'warning' | 'off'>;
}
