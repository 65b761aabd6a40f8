import { confirmRestored } from '../../application/confirm-copy.ts';
import { doctor } from '../../application/doctor.ts';
import { success } from '../../domain/result.ts';
import { signature } from '../caller.ts';
import { whoBody } from '../requests.ts';
import { route } from '../route.ts';

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
