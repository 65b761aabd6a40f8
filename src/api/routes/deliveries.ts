import { approve, previewApproval } from '../../application/approve.ts';
import { hold, type Order, type OrderReport, reject, release } from '../../application/orders.ts';
import { resolve } from '../../application/resolve.ts';
import type { Services } from '../../application/services.ts';
import type { Result } from '../../domain/result.ts';
import type { Scope } from '../../domain/scope.ts';
import { signature } from '../caller.ts';
import {
  approveBody,
  approveOneBody,
  orderBody,
  orderOneBody,
  resolveBody,
  resolveOneBody,
  selectionOf,
  verdictOf,
} from '../requests.ts';
import { type Route, route } from '../route.ts';

/** Only an order by an id needs to find its week. */
async function weekOfDelivery(services: Services, id: string): Promise<Result<string>> {
  const listings = await import('../../application/listings.ts');
  return listings.weekOfDelivery(services, id);
}

const notFound = ['week-unknown', 'delivery-unknown'];

const preview = route({
  method: 'POST',
  path: '/api/deliveries/preview',
  scopes: ['draft'],
  summary: 'What an approval would make public',
  description: 'Changes nothing. Its `plan` names exactly these contents.',
  body: approveBody,
  answers: { 200: 'approval' },
  problems: notFound,
  async handle({ services, body }) {
    const selection = selectionOf(body);
    return selection.ok ? previewApproval(services, body.week_id, selection.value) : selection;
  },
});

/** What is approved goes out by itself when it is due: that takes `publish`, too. */
const approval: readonly Scope[] = ['approve', 'publish'];

const approveMany = route({
  method: 'POST',
  path: '/api/deliveries/approve',
  scopes: approval,
  summary: 'Approve pending contents',
  description:
    'They go on the schedule, and out when they are due. With the `plan` of a preview anything else is refused.',
  body: approveBody,
  answers: { 200: 'approval' },
  problems: [...notFound, 'plan-changed'],
  async handle({ services, caller, body }) {
    const selection = selectionOf(body);
    if (!selection.ok) return selection;
    return approve(services, {
      weekId: body.week_id,
      selection: selection.value,
      who: signature(caller, body.who),
      plan: body.plan ?? null,
    });
  },
});

const approveOne = route({
  method: 'POST',
  path: '/api/deliveries/{id}/approve',
  scopes: approval,
  summary: 'Approve the content of one delivery',
  body: approveOneBody,
  answers: { 200: 'approval' },
  problems: ['delivery-unknown', 'content-changed'],
  async handle({ services, caller, body, part }) {
    const id = part('id');
    const week = await weekOfDelivery(services, id);
    if (!week.ok) return week;
    return approve(services, {
      weekId: week.value,
      selection: { names: [id] },
      who: signature(caller, body.who),
      plan: null,
      contentHash: body.content_hash,
    });
  },
});

interface OrderKind {
  readonly word: string;
  readonly carryOut: (services: Services, order: Order) => Promise<Result<OrderReport>>;
  readonly scopes: readonly Scope[];
  readonly what: string;
}

const orderKinds: readonly OrderKind[] = [
  {
    word: 'reject',
    carryOut: reject,
    scopes: ['approve'],
    what: 'Take approval back, and hold until a person approves again',
  },
  { word: 'hold', carryOut: hold, scopes: ['approve'], what: 'Let nothing leave until let go' },
  { word: 'release', carryOut: release, scopes: ['publish'], what: 'Let go what is held' },
];

const orderRoutes: readonly Route[] = orderKinds.flatMap(({ word, carryOut, scopes, what }) => [
  route({
    method: 'POST',
    path: `/api/deliveries/${word}`,
    scopes,
    summary: what,
    body: orderBody,
    answers: { 200: 'order' },
    problems: [...notFound, 'nothing-to-change'],
    async handle({ services, caller, body }) {
      const selection = selectionOf(body);
      if (!selection.ok) return selection;
      const who = signature(caller, body.who);
      const { week_id: weekId, reason = null } = body;
      return carryOut(services, { weekId, selection: selection.value, who, reason });
    },
  }),
  route({
    method: 'POST',
    path: `/api/deliveries/{id}/${word}`,
    scopes,
    summary: `${what}: one delivery`,
    body: orderOneBody,
    answers: { 200: 'order' },
    problems: ['delivery-unknown', 'nothing-to-change'],
    async handle({ services, caller, body, part }) {
      const week = await weekOfDelivery(services, part('id'));
      if (!week.ok) return week;
      const who = signature(caller, body.who);
      const selection = { names: [part('id')] };
      return carryOut(services, {
        weekId: week.value,
        selection,
        who,
        reason: body.reason ?? null,
      });
    },
  }),
]);

const resolving = {
  method: 'POST',
  // Word that a part of a thread is out lets the next one go; word that it is not, another attempt.
  scopes: ['publish'],
  answers: { 200: 'order' },
} as const;

const resolveProblems = ['nothing-to-resolve', 'evidence-taken'];

const resolveNamed = route({
  ...resolving,
  path: '/api/deliveries/resolve',
  summary: 'Settle by your word whether a delivery is public',
  body: resolveBody,
  problems: [...notFound, 'delivery-ambiguous', ...resolveProblems],
  async handle({ services, caller, body }) {
    const verdict = verdictOf(body);
    if (!verdict.ok) return verdict;
    const { week_id: weekId, delivery: name } = body;
    const who = signature(caller, body.who);
    return resolve(services, { weekId, name, who, verdict: verdict.value });
  },
});

const resolveOne = route({
  ...resolving,
  path: '/api/deliveries/{id}/resolve',
  summary: 'Settle by your word whether this delivery is public',
  body: resolveOneBody,
  problems: ['delivery-unknown', ...resolveProblems],
  async handle({ services, caller, body, part }) {
    const verdict = verdictOf(body);
    if (!verdict.ok) return verdict;
    const week = await weekOfDelivery(services, part('id'));
    if (!week.ok) return week;
    const who = signature(caller, body.who);
    return resolve(services, { weekId: week.value, name: part('id'), who, verdict: verdict.value });
  },
});

/** Orders for deliveries: by names in a week, and one by its id. */
export const deliveryRoutes = [
  preview,
  approveMany,
  approveOne,
  ...orderRoutes,
  resolveNamed,
  resolveOne,
];
