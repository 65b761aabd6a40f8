import { z } from 'zod';
import { failure } from '../../domain/result.ts';
import { route } from '../route.ts';

/** Each holds a connection, and asks the database once a second. */
const mostListeners = 16;

let listeners = 0;

/** Changes of deliveries, as they happen. */
export const eventRoutes = [
  route({
    method: 'GET',
    path: '/api/events',
    scopes: ['read'],
    summary: 'What happens to deliveries, as it happens',
    description:
      'Server-sent events: each has the id of its entry of the audit trail, and `Last-Event-ID` (or `after`) goes on behind one. Without it, what comes from now on.',
    query: z.object({ after: z.string().optional() }),
    answers: { 200: 'event' },
    problems: ['too-many-listeners'],
    async handle({ services, caller, query, header }) {
      const after = header('last-event-id') ?? query.after ?? null;
      if (after !== null && !/^\d{1,18}$/.test(after))
        return failure({
          code: 'request-invalid',
          message: 'The id of the last event is not one.',
          remedy: 'Give the `id` of an event that came here, or leave it out.',
        });
      if (listeners >= mostListeners)
        return failure({
          code: 'too-many-listeners',
          message: `${mostListeners} listen already: this process serves no more.`,
          remedy: 'Close one, or ask `GET /api/marketing/status` with `If-None-Match`.',
        });
      // Loaded when somebody listens: the command line, in process, does without.
      const { keyWorks } = await import('../../application/keys.ts');
      const { followEvents } = await import('../../application/events.ts');
      const { eventStream } = await import('../event-stream.ts');
      listeners += 1;
      const next = await followEvents(services, after).catch((error: unknown) => {
        listeners -= 1;
        throw error;
      });
      const mayListen = async () => caller.name === null || keyWorks(services, caller.id);
      const heard = async () => ((await mayListen()) ? next() : null);
      return eventStream(services, heard, () => {
        listeners -= 1;
      });
    },
  }),
];
