import { type Selectable, sql } from 'kysely';
import type { DeliveryChange, DeliveryRecord } from '../../application/ports/store.ts';
import type { Content } from '../../domain/content.ts';
import type { Approval, WantedDelivery } from '../../domain/delivery.ts';
import type { ColumnTypes } from './bulk.ts';
import type { Database } from './database.ts';

export type Row = Selectable<Database['delivery']> & { readonly locale: string };

/**
 * The locale of a delivery's post. Not a join: for the 45 deliveries of a batch of outcomes PostgreSQL read
 * all of 10,000 posts, 2 ms of 3.
 */
export const localeOfPost = sql<string>`(
  SELECT locale FROM post
   WHERE post.week_id = delivery.week_id AND post.post_id = delivery.post_id)`;

/** The record of a row of `delivery` with its post's locale. */
export function toRecord(row: Row): DeliveryRecord {
  return {
    id: row.id,
    weekId: row.weekId,
    state: row.state,
    wanted: toWanted(row),
    present: row.present,
    held: row.held,
    approval: toApproval(row),
    gitApproved: row.gitApproved,
    attemptsLeft: row.attemptsLeft,
    partsPublished: row.partsPublished,
    locale: row.locale,
    reason: row.reason,
    dueAt: row.dueAt,
    lateFrom: row.lateFrom,
    postedAt: row.postedAt,
    remoteId: row.remoteId,
    remoteUrl: row.remoteUrl,
  };
}

function toWanted(row: Row): WantedDelivery {
  return {
    postId: row.postId,
    line: row.line,
    platform: row.platform,
    target: row.target,
    connector: row.connector,
    account: row.account,
    // PostgreSQL hands `jsonb` back as a value.
    content: row.content as unknown as Content,
    contentHash: row.contentHash,
    scheduledAt: row.scheduledAt,
    status: row.sheetStatus,
    problems: row.problems as unknown as readonly string[],
    unmapped: row.unmapped,
  };
}

function toApproval(row: Row): Approval | null {
  if (row.approvedHash === null || row.approvedBy === null || row.approvedAt === null) return null;
  return {
    contentHash: row.approvedHash,
    by: row.approvedBy,
    at: row.approvedAt,
    commit: row.approvedCommit,
  };
}

/** The columns that a change writes. */
export function toColumns({ wanted, approval, ...plain }: DeliveryChange) {
  return {
    ...plain,
    ...(wanted && wantedColumns(wanted)),
    ...(approval !== undefined && {
      approvedHash: approval?.contentHash ?? null,
      approvedBy: approval?.by ?? null,
      approvedAt: approval?.at ?? null,
      approvedCommit: approval?.commit ?? null,
    }),
  };
}

export function wantedColumns({ status, content, problems, ...plain }: WantedDelivery) {
  return {
    ...plain,
    place: content.place,
    sheetStatus: status,
    content: JSON.stringify(content),
    problems: JSON.stringify(problems),
  };
}

/** Of the columns that a change may write. */
export const columnTypes: ColumnTypes = {
  state: 'text',
  reason: 'text',
  present: 'boolean',
  held: 'text',
  git_approved: 'boolean',
  approved_hash: 'text',
  approved_by: 'text',
  approved_at: 'timestamptz',
  approved_commit: 'text',
  attempts_left: 'integer',
  parts_published: 'integer',
  scheduled_at: 'timestamptz',
  due_at: 'timestamptz',
  late_from: 'timestamptz',
  posted_at: 'timestamptz',
  remote_id: 'text',
  remote_url: 'text',
  post_id: 'text',
  line: 'integer',
  platform: 'text',
  target: 'text',
  connector: 'text',
  account: 'text',
  place: 'text',
  content: 'jsonb',
  content_hash: 'text',
  sheet_status: 'text',
  problems: 'jsonb',
  unmapped: 'boolean',
};

/** The columns that a change writes, by their own names and as JSON values. */
export function jsonColumns(change: DeliveryChange): Readonly<Record<string, unknown>> {
  const entries = Object.entries(toColumns(change)).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      name === 'content' || name === 'problems' ? JSON.parse(String(value)) : value,
    ]),
  );
}
