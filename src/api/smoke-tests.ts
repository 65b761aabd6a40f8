import type { Hono } from 'hono';
import type { Services } from '../application/services.ts';
import { postSmokeTest, previewSmokeTest } from '../application/smoke-test.ts';
import { lookForSmokeTest, removeSmokeTest } from '../application/smoke-test-after.ts';
import { answer } from './answer.ts';
import { problemResponse } from './problem.ts';
import { readBody, smokeTestBody, smokeTestMarkBody, smokeTestPreviewBody } from './requests.ts';

/** A test of an account, one request to its network at a time: a person agrees in between. */
export function smokeTests(api: Hono, services: Services): void {
  api.post('/api/smoke-tests/preview', async (context) => {
    const body = await readBody(context, smokeTestPreviewBody);
    if (!body.ok) return problemResponse(context, body.error);
    const { account, stays } = body.value;
    return answer(context, await previewSmokeTest(services, account, stays));
  });
  api.post('/api/smoke-tests', async (context) => {
    const body = await readBody(context, smokeTestBody);
    if (!body.ok) return problemResponse(context, body.error);
    const { account: key, ...order } = body.value;
    return answer(context, await postSmokeTest(services, { key, ...order }));
  });
  for (const [word, work] of [
    ['look-up', lookForSmokeTest],
    ['remove', removeSmokeTest],
  ] as const)
    api.post(`/api/smoke-tests/${word}`, async (context) => {
      const body = await readBody(context, smokeTestMarkBody);
      if (!body.ok) return problemResponse(context, body.error);
      return answer(context, await work(services, body.value.mark));
    });
}
