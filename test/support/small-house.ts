import assert from 'node:assert/strict';
import { confirmRestored } from '../../src/application/confirm-copy.ts';
import { status as statusOf } from '../../src/application/status.ts';
import { type Installation, installation } from './broadsheet.ts';
import type { TestRepository } from './repository.ts';
import { smallConfiguration, smallWeek } from './small-week.ts';

/** An installation on sandboxes for the small week of a repository. */
export async function smallHouse(
  repository: TestRepository,
  databaseUrl: string | null,
): Promise<Installation> {
  const house = await installation(databaseUrl);
  await house.configure(smallConfiguration(repository));
  return house;
}

/** Imports and publishes, as of an instant. @returns why it was refused; null where it was not */
export const runWeek = (house: Installation, now: string): Promise<string | null> =>
  house.session(now, async ({ call }) => {
    const path = '/api/webhook/marketing/run-week';
    const { status, body } = await call('POST', path, { week_id: smallWeek });
    assert.ok(status === 200 || body.code === 'database-copied', JSON.stringify(body));
    return status === 200 ? null : `${body.title} ${body.detail}`;
  });

/** Imports the week, and approves all of it. */
export async function approvedWeek(house: Installation, now: string): Promise<void> {
  assert.equal(await runWeek(house, now), null);
  await house.session(now, async ({ call }) => {
    const body = { week_id: smallWeek, all: true, who: 'dana' };
    assert.equal((await call('POST', '/api/deliveries/approve', body)).status, 200);
  });
}

/** What is public, in order. */
export const publicPosts = async (house: Installation): Promise<readonly string[]> =>
  (await house.world()).map((post) => post.postId);

/** Why nothing is published, as `status` says it; null where it may be. */
export async function refusalOf(house: Installation): Promise<string | null> {
  const opened = await house.open(null);
  try {
    const status = await statusOf(opened.services, null);
    assert.ok(status.ok);
    return status.value.copy?.message ?? null;
  } finally {
    await opened.close();
  }
}

/** A person's word that this database goes on. */
export async function confirmCopy(house: Installation): Promise<void> {
  const opened = await house.open(null);
  try {
    assert.ok((await confirmRestored(opened.services, 'dana')).ok);
  } finally {
    await opened.close();
  }
}
