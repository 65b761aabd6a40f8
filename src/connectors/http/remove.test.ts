import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answering } from '../../../test/support/answering.ts';
import type { Removal } from '../../domain/outcome.ts';
import { type RemoveReading, removeOnce } from './remove.ts';

const telling = { network: 'Example', now: '2026-02-16T08:10:00.000Z', secrets: ['hush'] };

async function removal(
  status: number,
  body: string,
  ownMeaning?: RemoveReading['ownMeaning'],
): Promise<Removal> {
  await using server = await answering(status, body);
  const request = { method: 'DELETE', url: `${server.url}/posts/7` } as const;
  const reading = { telling, ...(ownMeaning && { ownMeaning }) };
  const found = await removeOnce(request, AbortSignal.timeout(20_000), reading);
  assert.match(server.request().head, /^DELETE \/posts\/7 /);
  return found;
}

describe('the answer to a removal', () => {
  const kinds: Readonly<Record<Removal['kind'], readonly number[]>> = {
    removed: [200, 202, 204],
    gone: [404, 410],
    refused: [307, 308, 400, 401, 403, 405, 409, 422, 429],
    unknown: [300, 301, 302, 303, 408, 500, 502, 503, 504],
  };
  for (const [kind, statuses] of Object.entries(kinds))
    it(`is "${kind}" at ${statuses.join(', ')}`, async () => {
      for (const status of statuses)
        assert.equal((await removal(status, '')).kind, kind, `${status}`);
    });

  it('means first what its network means by it', async () => {
    const own = ({ body }: { readonly body: string }) => (body === 'no' ? 'refused' : null);
    assert.equal((await removal(200, 'no', own)).kind, 'refused');
    assert.equal((await removal(200, 'yes', own)).kind, 'removed');
  });

  it('tells what the network says and what to do, without secrets', async () => {
    const refused = JSON.stringify(await removal(403, 'not with hush'));
    assert.match(refused, /Example did not remove the post: 403 .*not with \[secret\].*by hand/);
    assert.match(JSON.stringify(await removal(502, 'hush')), /leaves open .*if it is still there/);
  });
});
