import { failure, type Result, success } from '../domain/result.ts';
import { storable } from '../domain/text.ts';
import type {
  DeliveriesDocument,
  ListedDelivery,
  PostsDocument,
  RunsDocument,
} from './documents/lists.ts';
import type { Listed, Page } from './ports/listings.ts';
import type { DeliveryRecord, StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';
import { showRun } from './status.ts';

export interface ListRequest {
  readonly weekId: string | null;
  /** The `next` of the page before; null: from the beginning. */
  readonly cursor: string | null;
  /** The most that a page holds. */
  readonly limit: number;
}

/** Runs, newest first. */
export const listRuns = (services: Services, request: ListRequest): Promise<Result<RunsDocument>> =>
  list(services, request, isNumber, async ({ listings }, page) => {
    const { items, next } = pageOf(await listings.runs(page), request.limit);
    const runs = items.map((run) => ({ ...showRun(run), week_id: run.weekId }));
    return { schema: 'broadsheet/runs@1', runs, next };
  });

/** Rows of all sheets, by week and post_id. */
export const listPosts = (
  services: Services,
  request: ListRequest,
): Promise<Result<PostsDocument>> =>
  list(services, request, isTuple(2), async ({ listings }, page) => {
    const { items, next } = pageOf(await listings.posts(page), request.limit);
    const posts = items.map(({ weekId, postId, line, locale, present, problems }) => ({
      week_id: weekId,
      post_id: postId,
      line,
      locale,
      present,
      problems,
    }));
    return { schema: 'broadsheet/posts@1', posts, next };
  });

/** Deliveries, by week, post_id and place. @param state null for every one */
export const listDeliveries = (
  services: Services,
  request: ListRequest,
  state: string | null,
): Promise<Result<DeliveriesDocument>> =>
  list(services, request, isTuple(3), async ({ listings }, page) => {
    const { items, next } = pageOf(await listings.deliveries(page, state), request.limit);
    return { schema: 'broadsheet/deliveries@1', deliveries: items.map(showListed), next };
  });

/** The week of a delivery, for orders that name it by its id alone. */
export async function weekOfDelivery(services: Services, id: string): Promise<Result<string>> {
  const week = await services.store.transaction(({ listings }) => listings.weekOf(id));
  if (week !== null) return success(week);
  return failure({
    code: 'delivery-unknown',
    message: `There is no delivery with the id "${id}".`,
    remedy: '`GET /api/deliveries` lists them, and so does `broadsheet status --json`.',
  });
}

const showListed = ({ wanted, ...delivery }: DeliveryRecord): ListedDelivery => ({
  id: delivery.id,
  week_id: delivery.weekId,
  post_id: wanted.postId,
  platform: wanted.platform,
  target: wanted.target,
  connector: wanted.connector,
  state: delivery.state,
  held: delivery.held !== null,
  reason: delivery.reason,
  content_hash: wanted.contentHash,
  scheduled_at: wanted.scheduledAt,
  due_at: delivery.dueAt,
  posted_at: delivery.postedAt,
  remote_id: delivery.remoteId,
  remote_url: delivery.remoteUrl,
});

type IsPosition = (position: readonly string[]) => boolean;

const isNumber: IsPosition = ([number = '', ...more]) =>
  /^\d{1,18}$/.test(number) && more.length === 0;

const isTuple =
  (length: number): IsPosition =>
  (position) =>
    position.length === length && position.every((value) => storable(value) === value);

/** One more than a page holds is asked for: whether there is a next one is then known. */
async function list<Document>(
  { store }: Services,
  { weekId, cursor, limit }: ListRequest,
  fits: IsPosition,
  read: (transaction: StoreTransaction, page: Page) => Promise<Document>,
): Promise<Result<Document>> {
  const after = cursor === null ? null : decode(cursor);
  if (cursor !== null && (after === null || !fits(after)))
    return failure({
      code: 'request-invalid',
      message: 'The cursor is not one of this list.',
      remedy: 'Give the `next` of the page before, or leave the cursor out.',
    });
  const page = { weekId, after, limit: limit + 1 };
  return success(await store.transaction((transaction) => read(transaction, page)));
}

function pageOf<Item>(found: readonly Listed<Item>[], limit: number) {
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ item }) => item),
    next: last ? Buffer.from(JSON.stringify(last.position)).toString('base64url') : null,
  };
}

function decode(cursor: string): readonly string[] | null {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(position) && position.every((one) => typeof one === 'string')
      ? position
      : null;
  } catch {
    return null;
  }
}
