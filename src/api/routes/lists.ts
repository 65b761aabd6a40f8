import type { ListRequest } from '../../application/listings.ts';
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

/** Loaded when somebody asks for a list: the command line, in process, does without. */
const lists = () => import('../../application/listings.ts');

/** Long lists, a page at a time. */
export const listRoutes = [
  route({
    method: 'GET',
    path: '/api/runs',
    scopes: ['read'],
    summary: 'Runs, newest first',
    query: pageQuery,
    answers: { 200: 'runs' },
    handle: async ({ services, query }) => (await lists()).listRuns(services, requestOf(query)),
  }),
  route({
    method: 'GET',
    path: '/api/posts',
    scopes: ['read'],
    summary: 'Rows of the sheets, by week and post_id',
    query: pageQuery,
    answers: { 200: 'posts' },
    handle: async ({ services, query }) => (await lists()).listPosts(services, requestOf(query)),
  }),
  route({
    method: 'GET',
    path: '/api/deliveries',
    scopes: ['read'],
    summary: 'Deliveries, by week, post_id and place',
    query: deliveriesQuery,
    answers: { 200: 'deliveries' },
    async handle({ services, query }) {
      const { listDeliveries } = await lists();
      return listDeliveries(services, requestOf(query), query.state ?? null);
    },
  }),
];
