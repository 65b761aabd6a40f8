import { beginConnection, finishConnection } from '../../application/connect.ts';
import { listAccounts } from '../../application/list-accounts.ts';
import { pauseAccounts, pauseAll } from '../../application/pause.ts';
import { rotateKey } from '../../application/secrets.ts';
import { success } from '../../domain/result.ts';
import { signature } from '../caller.ts';
import { connectBody, connectedBody, publishingBody, whoBody } from '../requests.ts';
import { route } from '../route.ts';

const switches = [
  { word: 'pause', paused: true, scopes: ['approve'], what: 'Stop the publications' },
  { word: 'resume', paused: false, scopes: ['publish'], what: 'Let go, spaced, the publications' },
] as const;

const switchRoutes = switches.flatMap(({ word, paused, scopes, what }) => [
  route({
    method: 'POST',
    path: `/api/publishing/${word}`,
    scopes,
    summary: `${what} of accounts, or of all`,
    description: 'Without `accounts` every publication is meant.',
    body: publishingBody,
    answers: { 200: 'paused' },
    problems: ['account-unknown'],
    async handle({ services, caller, body }) {
      const who = signature(caller, body.who);
      if (body.accounts) return pauseAccounts(services, body.accounts, paused, who);
      return success(await pauseAll(services, paused, who));
    },
  }),
  route({
    method: 'POST',
    path: `/api/accounts/{key}/${word}`,
    scopes,
    summary: `${what} of an account`,
    body: whoBody,
    answers: { 200: 'paused' },
    problems: ['account-unknown'],
    handle: ({ services, caller, body, part }) =>
      pauseAccounts(services, [part('key')], paused, signature(caller, body.who)),
  }),
]);

/** Accounts, their consent, and what stops them. */
export const accountRoutes = [
  route({
    method: 'GET',
    path: '/api/accounts',
    scopes: ['read'],
    summary: 'The accounts, and whether they may publish',
    answers: { 200: 'accounts' },
    handle: async ({ services }) => success(await listAccounts(services)),
  }),
  ...switchRoutes,
  route({
    method: 'POST',
    path: '/api/accounts/{key}/connect',
    scopes: ['admin'],
    secretAnswer: true,
    summary: "Ask a network for the consent of an account's owner",
    body: connectBody,
    answers: { 200: 'authorization' },
    problems: ['account-unknown'],
    handle: ({ services, body, part }) => beginConnection(services, part('key'), body.redirect_uri),
  }),
  route({
    method: 'POST',
    path: '/api/accounts/{key}/connected',
    // An account that was paused because of its token works again, and sends what is due.
    scopes: ['admin', 'publish'],
    summary: "Change the network's answer into tokens",
    body: connectedBody,
    answers: { 200: 'connected' },
    problems: ['account-unknown', 'secrets-key-wrong'],
    handle({ services, caller, body, part }) {
      const { callback_url: callbackUrl, state, verifier } = body;
      const consent = { callbackUrl, state, verifier };
      return finishConnection(services, part('key'), consent, signature(caller, body.who));
    },
  }),
  route({
    method: 'POST',
    path: '/api/secrets/rotate',
    scopes: ['admin'],
    summary: 'Seal the stored secrets with a new key',
    answers: { 200: 'rotated' },
    problems: ['secrets-key-wrong'],
    handle: ({ services }) => rotateKey(services),
  }),
];
