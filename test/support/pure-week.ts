import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contentHash } from '../../src/domain/content.ts';
import type { Delivery, SheetStatus, WantedDelivery } from '../../src/domain/delivery.ts';
import type { Origin } from '../../src/domain/lifecycle.ts';
import { type Action, type ApprovalMode, plan } from '../../src/domain/plan.ts';
import { move } from '../../src/domain/state-machine.ts';

/** A delivery as a sheet asks for it. */
export function wanted(postId: string, change: Partial<WantedDelivery> & { copy?: string } = {}) {
  const content = {
    copy: change.copy ?? 'Fix the summary first.',
    link: 'https://example.org/',
    linkPlacement: 'inline' as const,
    title: null,
    media: [],
    localDateTime: '2026-02-16T08:10',
    zone: 'Asia/Jerusalem',
    place: `sandbox ${change.target ?? 'company'}`,
  };
  return {
    postId,
    line: 2,
    platform: 'linkedin',
    target: 'company',
    connector: 'sandbox',
    account: 'linkedin/company',
    content,
    contentHash: contentHash(content),
    scheduledAt: '2026-02-16T06:10:00Z',
    status: 'pending' as const,
    problems: [],
    unmapped: false,
    ...change,
  } satisfies WantedDelivery;
}

/** Carries an action out as the store does, and fails on an event that the table does not know. */
export function applied(action: Action): Delivery {
  const before = action.existing;
  const content = action.takesContent || !before ? action.wanted : before.wanted;
  let state: Origin = before?.state ?? 'new';
  let approval = action.withdrawn ? null : (before?.approval ?? null);
  let attemptsLeft = before?.attemptsLeft ?? 2;
  for (const event of action.events) {
    if (event === 'approved')
      approval = { contentHash: content.contentHash, by: 'git', at: '', commit: 'c' };
    const result = move(state, event, {
      attemptsLeft,
      partsPublished: before?.partsPublished ?? 0,
      held: false,
      approvalCurrent: approval?.contentHash === content.contentHash,
      rowInOrder: action.present && content.problems.length === 0,
    });
    assert.ok(result.ok, result.ok ? '' : result.reason);
    state = result.to;
    if (state === 'pending' || state === 'invalid') [approval, attemptsLeft] = [null, 2];
  }
  assert.notEqual(state, 'new');
  return {
    id: before?.id ?? `${action.wanted.postId} ${action.wanted.content.place}`,
    weekId: 'week1',
    state: state as Delivery['state'],
    wanted: content,
    present: action.present,
    held: action.held,
    approval,
    gitApproved: action.gitApproved,
    attemptsLeft,
    partsPublished: before?.partsPublished ?? 0,
  };
}

/** Plans a sheet and carries the plan out. */
export function ingest(sheet: WantedDelivery[], stored: readonly Delivery[], mode: ApprovalMode) {
  const actions = plan(sheet, stored, mode);
  const changed = new Map(actions.map((one) => applied(one)).map((one) => [one.id, one]));
  const rest = stored.filter((one) => !changed.has(one.id));
  return { actions, stored: [...rest, ...changed.values()] };
}

const row = fc
  .record({
    postId: fc.constantFrom('a', 'b', 'c'),
    target: fc.constantFrom('company', 'personal'),
    copy: fc.constantFrom('one', 'two'),
    status: fc.constantFrom<SheetStatus>('pending', 'approved', 'posted', 'held'),
    problems: fc.constantFrom([], [], ['too-long']),
  })
  .map(({ postId, ...change }) => wanted(postId, change));

/** What chance writes into a sheet of two accounts. */
export const sheets = fc.uniqueArray(row, { selector: (one) => one.postId + one.target });
export const modes = fc.constantFrom<ApprovalMode>('person', 'git', 'either');
