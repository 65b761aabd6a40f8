import { finding } from '../domain/checks/finding.ts';
import type { WantedDelivery } from '../domain/delivery.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { type Action, plan } from '../domain/plan.ts';
import type { CheckedSheet } from '../domain/post.ts';
import { failure, type Result, success } from '../domain/result.ts';
import { apply } from './apply.ts';
import { checkWeek } from './check-week.ts';
import type { FoundSheet, SheetProblem } from './find-sheet.ts';
import { planDocument } from './plan-document.ts';
import type { Snapshot } from './ports/source.ts';
import type { DeliveryRecord, StoreTransaction } from './ports/store.ts';
import { basisOf, type SavedPlan, staleness } from './saved-plan.ts';
import type { Services } from './services.ts';
import type { Origin, Plan, PlanOptions } from './week-plan.ts';

export interface IngestOptions extends PlanOptions {
  /** Only this plan may be carried out; left out: whatever the plan is now. */
  readonly plan?: SavedPlan | undefined;
}

/** What was imported after this instant may be of a newer commit than the one that is at hand. */
export interface Imported {
  readonly knownUntil: string;
}

type Planned = Result<Plan, SheetProblem>;

/** Says what an ingest of this sheet would change, and changes nothing. */
export function planWeek(
  services: Services,
  snapshot: Snapshot,
  found: FoundSheet,
  origin: Origin,
  options: IngestOptions,
): Promise<Planned> {
  return services.store.transaction((transaction) =>
    makePlan(transaction, services, snapshot, found, origin, options),
  );
}

/** The instant of the newest import, to be asked for before a pull: what is pulled then is not older. */
export async function newestImport(services: Services): Promise<string> {
  const weeks = await services.store.transaction((transaction) => transaction.weeks.list());
  return weeks.reduce((newest, { importedAt }) => (importedAt > newest ? importedAt : newest), '');
}

/** One import that overtakes is rare; so many one after the other are not waited for. */
export const mostPulls = 5;

const overtakenCode = 'import-overtaken';

/** Another commit was imported since the pull: the branch has to be asked again. */
export const isOvertaken = (planned: Result<unknown, SheetProblem>): boolean =>
  !planned.ok && planned.error.code === overtakenCode;

/**
 * Takes a sheet into the store, in one transaction: all of it, or nothing. The same commit twice
 * changes nothing the second time. One that another import has overtaken is refused: it could bring
 * back what a newer commit took away.
 */
export function ingestWeek(
  services: Services,
  snapshot: Snapshot,
  found: FoundSheet,
  origin: Origin,
  options: IngestOptions & Imported,
): Promise<Planned> {
  return services.store.transaction(async (transaction) => {
    await transaction.weeks.lock(found.weekId);
    const week = await transaction.weeks.find(found.weekId);
    if (week && week.commit !== snapshot.commit && week.importedAt > options.knownUntil)
      return failure({
        code: overtakenCode,
        message: `Another commit of ${found.weekId} was imported in the meantime.`,
        remedy: 'Run it again.',
        diagnostics: [],
      });
    const planned = await makePlan(transaction, services, snapshot, found, origin, options);
    if (!planned.ok) return planned;
    const stale = options.plan && staleness(options.plan, planDocument(services, planned.value));
    if (stale) return failure({ ...stale, diagnostics: [] });
    await write(transaction, services, planned.value, origin);
    return planned;
  });
}

async function makePlan(
  transaction: StoreTransaction,
  services: Services,
  snapshot: Snapshot,
  found: FoundSheet,
  origin: Origin,
  options: IngestOptions,
): Promise<Planned> {
  const week = await transaction.weeks.find(found.weekId);
  const elsewhere =
    week && (week.repository !== origin.repository || week.branch !== origin.branch);
  if (elsewhere && !options.rebind)
    return failure({
      code: 'week-bound-elsewhere',
      message: `${found.weekId} belongs to ${week.repository}, branch ${week.branch}.`,
      remedy: `Run it from there, or move it here with --rebind.`,
      diagnostics: [],
    });
  const stored = await lockAll(transaction, found.weekId);
  const checked = forKnownDates(checkWeek(services, snapshot, found), stored);
  const wanted = checked.posts().flatMap((post) => post.deliveries);
  const actions = plan(wanted, stored, services.configuration.approval);
  const guard = options.allowRemoval ? null : massRemoval(found, actions, stored);
  if (guard) return failure(guard);
  const totals = { create: 0, update: 0, cancel: 0, keep: 0, blocked: 0 };
  for (const action of actions) totals[action.action] += 1;
  const basis = basisOf(services, origin, options, stored);
  return success({
    weekId: found.weekId,
    commit: snapshot.commit,
    checked,
    totals,
    actions,
    basis,
  });
}

/**
 * That a date is past says something where it is new only: what was taken under it may leave later, after
 * quiet hours or another attempt. A row that was refused for it is not taken.
 */
function forKnownDates(checked: CheckedSheet, stored: readonly DeliveryRecord[]): CheckedSheet {
  const known = new Set(
    stored.filter(({ state }) => state !== 'invalid').map(({ wanted }) => dayOf(wanted)),
  );
  const posts = checked.posts().map((post) => {
    if (!post.deliveries.some((one) => known.has(dayOf(one)))) return post;
    const deliveries = post.deliveries.map((one) => ({
      ...one,
      problems: one.problems.filter((code) => code !== 'date-past'),
    }));
    return { ...post, deliveries, diagnostics: post.diagnostics.filter(isOther) };
  });
  const said = new Set(posts.flatMap(({ diagnostics }) => diagnostics));
  const diagnostics = checked.diagnostics.filter((one) => isOther(one) || said.has(one));
  return { ...checked, diagnostics, posts: () => posts };
}

const isOther = ({ code }: Diagnostic): boolean => code !== 'date-past';

const dayOf = ({ postId, content }: WantedDelivery): string =>
  JSON.stringify([postId, content.localDateTime.slice(0, '2026-02-16'.length)]);

/** Locks the week's deliveries, in its order, so that what the plan saw is what `apply` changes. */
async function lockAll(
  transaction: StoreTransaction,
  weekId: string,
): Promise<readonly DeliveryRecord[]> {
  const ids = (await transaction.deliveries.ofWeek(weekId)).map((one) => one.id);
  const locked = await transaction.deliveries.lock(ids);
  const places = new Map(ids.map((id, place) => [id, place]));
  return [...locked].sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
}

const massRemovalFloor = 5;

/** Over half of the unpublished rows gone at once is rather a broken sheet than a wish. */
function massRemoval(
  found: FoundSheet,
  actions: readonly Action[],
  stored: readonly DeliveryRecord[],
): SheetProblem | null {
  const open = stored.filter((one) => one.state !== 'posted' && one.state !== 'cancelled');
  const rows = new Set(open.map((one) => one.wanted.postId));
  const present = new Set(
    actions.filter((action) => action.present).map((action) => action.wanted.postId),
  );
  const gone = [...rows].filter((postId) => !present.has(postId));
  if (gone.length < massRemovalFloor || gone.length * 2 <= rows.size) return null;
  const message = `${gone.length} of ${rows.size} unpublished rows are gone at once: ${gone.join(', ')}.`;
  const hint = 'If that is meant, run it once with --allow-removal.';
  const place = { file: found.sheet.file, line: 1, column: 1 };
  const diagnostics = [finding('mass-removal', place, message, hint)];
  return { code: 'sheet-rejected', message, remedy: hint, diagnostics };
}

async function write(
  transaction: StoreTransaction,
  services: Services,
  { weekId, commit, checked, actions }: Plan,
  origin: Origin,
): Promise<void> {
  const at = services.clock.now();
  await transaction.accounts.ensure(actions.map((action) => action.wanted.account));
  await transaction.weeks.save({
    weekId,
    ...origin,
    sheetFile: checked.file,
    firstDate: checked.firstDate,
    lastDate: checked.lastDate,
    commit,
    importedAt: at,
  });
  const posts = checked.posts().map(({ postId, line, locale, diagnostics }) => ({
    postId,
    line,
    locale,
    problems: diagnostics,
  }));
  await transaction.weeks.savePosts(weekId, posts);
  const locales = new Map(posts.map((post) => [post.postId, post.locale]));
  const cause = { who: 'git', at, commit };
  for (const action of actions) {
    const locale = locales.get(action.wanted.postId) ?? '';
    await apply(transaction, services, weekId, action, locale, cause);
  }
}
