import { approve } from '../../src/application/approve.ts';
import type { Services } from '../../src/application/services.ts';
import { type Content, contentHash } from '../../src/domain/content.ts';
import { composeMessage } from '../../src/domain/message.ts';
import { keyOf, postsOfAccount } from './setting.ts';

export const weekId = 'week1_torture';

/** One link for all, as the real week has it: only the words tell the posts apart. */
const link = 'https://acme.example/guide?utm_campaign=week1_torture';

/** The post of an account whose words are changed after the approval, behind everybody's back. */
const edited = `post-${postsOfAccount}`;

const plainCopy = (postId: string): string => `${postId}: words of its own`;

/** The first one is a thread. */
const copyWithThread = (postId: string, line: number): string =>
  line === 0 ? `${plainCopy(postId)}\n---\n${postId}: and on they go` : plainCopy(postId);

/** Puts due, approved deliveries into an empty database: so many posts for each account. */
export async function plantMany(
  services: Services,
  accounts: readonly string[],
  postsOfEach: number,
  copyOf: (postId: string, line: number) => string = plainCopy,
  week = weekId,
): Promise<void> {
  const now = services.clock.now();
  await services.store.transaction(async (transaction) => {
    await transaction.weeks.save({
      weekId: week,
      repository: services.configuration.assets.repo,
      branch: 'main',
      sheetFile: 'sheet.csv',
      firstDate: now.slice(0, 10),
      lastDate: now.slice(0, 10),
      commit: '0'.repeat(40),
      importedAt: now,
    });
    const posts = accounts.flatMap((account) =>
      Array.from({ length: postsOfEach }, (_, index) => ({ account, index })),
    );
    await transaction.weeks.savePosts(
      week,
      posts.map(({ account, index }, line) => ({
        postId: `${account}-post-${index + 1}`,
        line: line + 2,
        locale: 'en',
        problems: [],
      })),
    );
    const bound = accounts.map((account) => services.accounts.get(keyOf(account)));
    await transaction.accounts.ensure(bound.flatMap((one) => (one ? [one.account] : [])));
    for (const [line, { account, index }] of posts.entries()) {
      const target = services.accounts.get(keyOf(account));
      if (!target) throw new Error(`no account ${account}`);
      const postId = `${account}-post-${index + 1}`;
      const content: Content = {
        copy: copyOf(postId, line),
        link,
        linkPlacement: 'inline',
        title: null,
        media: [],
        localDateTime: now.slice(0, 16),
        zone: 'UTC',
        place: target.place,
      };
      await transaction.deliveries.insert({
        id: postId,
        weekId: week,
        locale: 'en',
        state: 'pending',
        wanted: {
          postId,
          line: line + 2,
          platform: 'community',
          target: account,
          connector: target.connector,
          account: target.account,
          content,
          contentHash: contentHash(content),
          scheduledAt: now,
          status: 'pending',
          problems: [],
          unmapped: false,
        },
        present: true,
        held: null,
        approval: null,
        gitApproved: false,
        attemptsLeft: 2,
        partsPublished: 0,
        reason: 'planted',
        dueAt: null,
        lateFrom: now,
        postedAt: null,
        remoteId: null,
        remoteUrl: null,
      });
    }
  });
  const request = { weekId: week, selection: { all: true as const }, who: 'torture', plan: null };
  const approved = await approve(services, request);
  if (!approved.ok) throw new Error(approved.error.message);
}

/**
 * The same, and the last post of the last account is edited after its approval, as by a writer that
 * knows no rules.
 *
 * @returns the words that were approved, and stand
 */
export async function plant(
  services: Services,
  accounts: readonly string[],
  week: string,
): Promise<ReadonlySet<string>> {
  await plantMany(services, accounts, postsOfAccount, copyWithThread, week);
  return services.store.transaction(async (transaction) => {
    const deliveries = await transaction.deliveries.ofWeek(week);
    const words = new Set<string>();
    for (const { id, state, wanted } of deliveries) {
      if (id !== `${accounts.at(-1)}-${edited}`) {
        for (const part of composeMessage(wanted.content).parts) words.add(part);
        continue;
      }
      const content = { ...wanted.content, copy: 'words that nobody approved' };
      const other = { ...wanted, content, contentHash: contentHash(content) };
      await transaction.deliveries.change(id, state, { wanted: other });
    }
    return words;
  });
}
