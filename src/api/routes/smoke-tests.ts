import { signature } from '../caller.ts';
import { smokeTestBody, smokeTestMarkBody, smokeTestPreviewBody } from '../requests.ts';
import { route } from '../route.ts';

/** Loaded when somebody tests an account: other commands, in process, do without. */
const tests = () => import('../../application/smoke-test.ts');
const after = () => import('../../application/smoke-test-after.ts');

const refusals = ['account-unknown', 'smoke-test-paused', 'smoke-test-busy', 'database-copied'];

/** A test of an account, one request to its network at a time: a person agrees in between. */
export const smokeTestRoutes = [
  route({
    method: 'POST',
    path: '/api/smoke-tests/preview',
    scopes: ['admin'],
    summary: 'What a test of an account would make public',
    description: 'Nothing leaves. Its `mark` names the test post from here on.',
    body: smokeTestPreviewBody,
    answers: { 200: 'smokeTest' },
    problems: refusals,
    async handle({ services, body }) {
      return (await tests()).previewSmokeTest(services, body.account, body.stays);
    },
  }),
  route({
    method: 'POST',
    path: '/api/smoke-tests',
    scopes: ['admin', 'publish'],
    summary: 'Post the test post, once',
    body: smokeTestBody,
    answers: { 200: 'smokeTestStep' },
    problems: [...refusals, 'smoke-test-used'],
    async handle({ services, caller, body: { account: key, who, ...order } }) {
      const { postSmokeTest } = await tests();
      return postSmokeTest(services, { key, ...order, who: signature(caller, who) });
    },
  }),
  route({
    method: 'POST',
    path: '/api/smoke-tests/look-up',
    scopes: ['admin'],
    summary: 'Look for the test post among those of the account',
    body: smokeTestMarkBody,
    answers: { 200: 'smokeTestLook' },
    problems: ['smoke-test-not-there'],
    handle: async ({ services, body }) => (await after()).lookForSmokeTest(services, body.mark),
  }),
  route({
    method: 'POST',
    path: '/api/smoke-tests/remove',
    // What is public changes by it, as by a post.
    scopes: ['admin', 'publish'],
    summary: 'Remove the test post',
    description: 'By one request. No other post is ever removed by it.',
    body: smokeTestMarkBody,
    answers: { 200: 'smokeTestStep' },
    problems: ['smoke-test-not-there', 'database-copied'],
    handle: async ({ services, body }) => (await after()).removeSmokeTest(services, body.mark),
  }),
];
