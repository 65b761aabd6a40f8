import { success } from '../../domain/result.ts';
import { signature } from '../caller.ts';
import { keyBody, whoBody } from '../requests.ts';
import { reply, route } from '../route.ts';

/** Loaded when somebody asks for keys: other commands, in process, do without. */
const keys = () => import('../../application/keys.ts');

/** Keys of the API. */
export const keyRoutes = [
  route({
    method: 'GET',
    path: '/api/keys',
    scopes: ['admin'],
    summary: 'The keys, without what they are',
    answers: { 200: 'keys' },
    handle: async ({ services }) => success(await (await keys()).listKeys(services)),
  }),
  route({
    method: 'POST',
    path: '/api/keys',
    scopes: ['admin'],
    secretAnswer: true,
    summary: 'Make a key',
    description: 'It is shown this once. A key makes none that is good for more than itself.',
    body: keyBody,
    answers: { 201: 'createdKey' },
    async handle({ services, caller, body: { name, scopes, days, who } }) {
      const wanted = { name, scopes, days, within: caller.scopes };
      const { createKey } = await keys();
      const made = await createKey(services, { ...wanted, who: signature(caller, who) });
      return made.ok ? reply(made.value, 201) : made;
    },
  }),
  route({
    method: 'POST',
    path: '/api/keys/{id}/revoke',
    scopes: ['admin'],
    summary: 'From now on a key is good for nothing',
    body: whoBody,
    answers: { 200: 'key' },
    problems: ['key-unknown'],
    handle: async ({ services, part }) => (await keys()).revokeKey(services, part('id')),
  }),
];
