import { confirmRestored } from '../../application/confirm-copy.ts';
import { doctor } from '../../application/doctor.ts';
import { measure } from '../../application/measure.ts';
import { readiness } from '../../application/readiness.ts';
import { success } from '../../domain/result.ts';
import { signature } from '../caller.ts';
import { whoBody } from '../requests.ts';
import { reply, route } from '../route.ts';

/** Whether it is well, and what may keep it from publishing. */
export const healthRoutes = [
  route({
    method: 'GET',
    path: '/healthz',
    scopes: null,
    summary: 'Whether the process answers',
    answers: { 200: 'healthy' },
    handle: () => success({ ok: true }),
  }),
  route({
    method: 'GET',
    path: '/readyz',
    scopes: null,
    summary: 'Whether this process can do its work now',
    answers: { 200: 'readiness', 503: 'readiness' },
    async handle({ services }) {
      const document = await readiness(services);
      return reply(document, document.ready ? 200 : 503);
    },
  }),
  route({
    method: 'GET',
    path: '/metrics',
    scopes: ['read'],
    summary: 'How the work goes, for Prometheus',
    description:
      'From the tables at every scrape: whichever process is asked tells of all of them.',
    answers: { 200: 'metrics' },
    async handle({ services }) {
      // Loaded where somebody asks: every command has this API in its process.
      const { gaugesOf } = await import('../metrics.ts');
      const registry = gaugesOf(await measure(services));
      return new Response(await registry.metrics(), {
        headers: { 'content-type': registry.contentType },
      });
    },
  }),
  route({
    method: 'GET',
    path: '/api/doctor',
    scopes: ['read'],
    summary: 'What may keep it from publishing',
    answers: { 200: 'doctor' },
    handle: async ({ services }) => success(await doctor(services)),
  }),
  route({
    method: 'POST',
    path: '/api/doctor/restored',
    // From here on the database publishes.
    scopes: ['admin', 'publish'],
    summary: 'This copy of the database is the one that goes on',
    body: whoBody,
    answers: { 200: 'confirmed' },
    handle: ({ services, caller, body }) => confirmRestored(services, signature(caller, body.who)),
  }),
];
