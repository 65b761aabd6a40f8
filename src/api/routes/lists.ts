import {
  type ListRequest,
  listDeliveries,
  listPosts,
  listRuns,
} from '../../application/listings.ts';
import { deliveriesQuery, pageQuery } from '../requests.ts';
import { route } from '../route.ts';

const requestOf = (query: {
  readonly week_id?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}): ListRequest => ({
  weekId: query.week_id ?? null,
  cursor: query.cursor ?? null,
  limit: query.limit,
});

/** Long lists, a page at a time. */
export const listRoutes = [
  route({
    method: 'GET',
    path: '/api/runs',
    scopes: ['read'],
    summary: 'Runs, newest first',
    query: pageQuery,
    answers: { 200: 'runs' },
    handle: ({ services, query }) => listRuns(services, requestOf(query)),
  }),
  route({
    method: 'GET',
    path: '/api/posts',
    scopes: ['read'],
    summary: 'Rows of the sheets, by week and post_id',
    query: pageQuery,
    answers: { 200: 'posts' },
    handle: ({ services, query }) => listPosts(services, requestOf(query)),
  }),
  route({
    method: 'GET',
    path: '/api/deliveries',
    scopes: ['read'],
    summary: 'Deliveries, by week, post_id and place',
    query: deliveriesQuery,
    answers: { 200: 'deliveries' },
    handle: ({ services, query }) =>
      listDeliveries(services, requestOf(query), query.state ?? null),
  }),
];
