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

/** Imports and publishes, as of an instant, in a process of its own. */
export const runWeek = (house: Installation, now: string) =>
  house.run('run-week', smallWeek, '--now', now, '--json');

export const approveAll = (house: Installation) =>
  house.run('approve', '--week', smallWeek, '--all', '--yes', '--as', 'dana');

/** What is public, in order: `post account`. */
export const publicPosts = async (house: Installation): Promise<readonly string[]> =>
  (await house.world()).map((post) => post.postId);

/** Why nothing is published; null where it may be. */
export async function refusalOf(house: Installation): Promise<string | null> {
  const status = await house.run('status', '--json');
  return status.json().copy?.message ?? null;
}
