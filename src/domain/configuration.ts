import type { ApprovalMode } from './plan.ts';

export const scheduleSteps = [
  'pull',
  'remind',
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

interface AnyChannel {
  /** Unique; what waits for it is kept under it. */
  readonly name: string;
  readonly on: readonly ('failure' | 'success')[];
}

export interface EmailChannel extends AnyChannel {
  readonly via: 'email';
  /** smtp: or smtps: URL, without credentials in diagnostics. */
  readonly url: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly allowUnencrypted: boolean;
}

export interface SlackChannel extends AnyChannel {
  readonly via: 'slack';
  /** A secret, as of Discord. */
  readonly webhook: string;
}

export interface DiscordChannel extends AnyChannel {
  readonly via: 'discord';
  readonly webhook: string;
}

export interface TelegramChannel extends AnyChannel {
  readonly via: 'telegram';
  readonly chat: string;
  readonly token: string;
  readonly baseUrl: string;
}

export interface WebhookChannel extends AnyChannel {
  readonly via: 'webhook';
  readonly webhook: string;
  /** `whsec_…` */
  readonly secret: string;
  readonly allowLocal: boolean;
}

/** One way to tell people. */
export type NotificationChannel =
  | EmailChannel
  | SlackChannel
  | DiscordChannel
  | TelegramChannel
  | WebhookChannel;

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
  /** Is asked each time the loop has run its day, so that somebody else notices when it does not. */
  readonly heartbeat: { readonly url: string; readonly allowLocal: boolean } | null;
  /** The least that `serve` and `worker` write about their work. */
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent' };
  /** Names that the mail program fills in: `first_name`. */
  readonly mergeTags: readonly string[];
  /** Severity by code of a check. */
  readonly checks: ReadonlyMap<string, 'error' | 'warning' | 'off'>;
}

/** The heartbeat is sent as channels are, and no channel may have its name. */
export const heartbeatName = 'heartbeat';
