import type { Selectable } from 'kysely';
import type { DeliveryChange, DeliveryRecord } from '../../application/ports/store.ts';
import type { Content } from '../../domain/content.ts';
import type { Approval, WantedDelivery } from '../../domain/delivery.ts';
import type { Database } from './database.ts';

export type Row = Selectable<Database['delivery']> & { readonly locale: string };

/** The record of a row of `delivery` joined with its post's locale. */
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
