import type { Problem } from '../../domain/result.ts';

/** What a piece of news is about: many of one topic are told together. */
const newsTopics = [
  'posted',
  'delivery',
  'by-hand',
  'row',
  'sheet',
  'account',
  'token',
  'approval',
  'summary',
  'next-week',
  'database',
] as const;

export type NewsTopic = (typeof newsTopics)[number];

export interface News {
  readonly id: string;
  /** The same thing about the same content is said once. */
  readonly subjectKey: string;
  readonly kind: 'failure' | 'success';
  readonly topic: NewsTopic;
  /** Told at once; else with the news of the day. */
  readonly urgent: boolean;
  readonly deliveryId: string | null;
  readonly title: string;
  readonly text: string;
  readonly createdAt: string;
}

/** How often a topic was told lately. */
export interface ToldTopic {
  readonly topic: NewsTopic;
  /** Instants at which it was. */
  readonly times: number;
  /** The first of them. */
  readonly since: string;
}

export interface NewsTable {
  /** Does nothing where the same subject was reported before. */
  report(news: Omit<News, 'id'>): Promise<void>;
  /** Locks what has not gone to the channels yet. Urgent news that is held back waits for its instant. */
  lockUnaddressed(filter: {
    readonly onlyUrgent: boolean;
    readonly now: string;
  }): Promise<readonly News[]>;
  /** What was told at once since an instant. */
  toldSince(instant: string): Promise<readonly ToldTopic[]>;
  holdBack(ids: readonly string[], until: string): Promise<void>;
  /** Takes back what was not sent yet about a delivery. */
  withdraw(deliveryId: string): Promise<void>;
  markAddressed(ids: readonly string[], at: string): Promise<void>;
  /** The first instant after `now` at which news is held back no more. */
  nextHeld(now: string): Promise<string | null>;
}

/** News on its way to one channel. */
export interface Notice {
  /** The same at every try. */
  readonly id: string;
  readonly channel: string;
  readonly createdAt: string;
  /** Those that failed. */
  readonly tries: number;
  /** Null before the first try. */
  readonly giveUpAt: string | null;
  readonly news: readonly News[];
}

/** Real time: a request knows no other. */
export interface Lease {
  readonly until: string;
  readonly realNow: string;
}

export interface NoticeFilter extends Lease {
  readonly channel: string;
  readonly now: string;
  /** Leaves those that tell of deliveries. */
  readonly withoutDeliveries: boolean;
}

/** How the way to one channel stands. */
export interface ChannelHealth {
  readonly channel: string;
  readonly waiting: number;
  /** When the oldest of these was written. */
  readonly oldest: string | null;
  /** Since an instant. */
  readonly givenUp: number;
  /** Of the last try that failed among these. */
  readonly error: Problem | null;
}

export interface NoticeTable {
  add(
    notice: Pick<Notice, 'id' | 'channel' | 'createdAt'>,
    newsIds: readonly string[],
  ): Promise<void>;
  /** Takes one that is due, for as long as the lease lasts: those first that failed least. */
  claim(filter: NoticeFilter): Promise<Notice | null>;
  release(id: string): Promise<void>;
  markSent(id: string, at: string): Promise<void>;
  /** Writes a try down that failed. @param dueAt of the next one; null: it is given up */
  markFailed(
    id: string,
    failed: {
      readonly tries: number;
      readonly dueAt: string | null;
      readonly giveUpAt: string;
      readonly error: Problem;
      readonly at: string;
    },
  ): Promise<void>;
  /** Lets all that waits for a channel wait until an instant, at least. */
  postpone(channel: string, until: string): Promise<void>;
  /** The first instant after `now` at which one of these channels is tried. */
  nextDue(channels: readonly string[], now: string): Promise<string | null>;
  health(givenUpSince: string): Promise<readonly ChannelHealth[]>;
}
