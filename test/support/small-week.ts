import type { TestRepository } from './repository.ts';
import { sheetFile } from './weeks.ts';

export const smallWeek = 'week1_small';

/** One post to one target of the platform `community`. */
export interface SmallPost {
  readonly id: string;
  readonly target: 'telegram' | 'facebook' | 'whatsapp' | 'discord' | 'slack';
  /** `2026-02-16` */
  readonly date: string;
  /** `08:10` */
  readonly time: string;
  /** Parts of a thread are divided by `---` on a line of its own. */
  readonly copy?: string;
  /** A draft, where it is left out. */
  readonly status?: string;
}

/** A post of Monday morning. */
export const monday = (id: string, target: SmallPost['target'], copy?: string): SmallPost => ({
  id,
  target,
  date: '2026-02-16',
  time: '08:10',
  ...(copy !== undefined && { copy }),
});

/** Commits a sheet with just these posts. */
export function commitSmallWeek(
  repository: TestRepository,
  posts: readonly SmallPost[],
): Promise<string> {
  const header =
    'post_id,publish_date,publish_time,locale,platform,account_target,post_copy,utm_url,status';
  const lines = posts.map(
    ({ id, target, date, time, copy = `Words of ${id}`, status = 'draft' }) => {
      const query = `utm_source=community&utm_medium=social&utm_campaign=${smallWeek}&utm_content=${id}`;
      return `${id},${date},${time},en,community,${target},"${copy}",https://acme.example/?${query},${status}`;
    },
  );
  return repository.commit({ [sheetFile]: `${[header, ...lines].join('\n')}\n` });
}

/** Sandboxes that answer at once, or not at all. */
export const smallConfiguration = (repository: TestRepository, more = ''): string =>
  `timezone: Asia/Jerusalem
assets: { repo: ${repository.path}, allow_file_protocol: true }
spacing: 1m
accounts:
  community/telegram: { connector: sandbox, network: telegram, timeout: 1s }
  community/facebook: { connector: sandbox, network: facebook, timeout: 1s }
  community/whatsapp: { connector: sandbox, network: whatsapp, timeout: 1s }
${more}`;
