import assert from 'node:assert/strict';
import { type Installation, installation, type Ran, type Session } from './broadsheet.ts';
import { type TestDatabase, testDatabase } from './postgres.ts';
import { type TestRepository, testRepository } from './repository.ts';
import { sheetFile } from './weeks.ts';

/** One row of a sheet; a column that is not named gets a value that passes the checks. */
export type Row = { readonly post_id: string } & Readonly<Partial<Record<ColumnName, string>>>;

type ColumnName = (typeof columns)[number];

const columns = [
  'post_id',
  'publish_date',
  'publish_time',
  'locale',
  'platform',
  'account_target',
  'title',
  'post_copy',
  'utm_url',
  'status',
] as const;

export const week = 'week7_sale';

/** A day of that week, as an instant: `at('08:10')` is Monday's. */
export const at = (time: string, day = 16): string => `2026-02-${day}T${time}+02:00`;

/** Of the campaign's configuration. */
export const zone = 'Asia/Jerusalem';

/** Before anything is due. */
export const morning = at('07:00');

/** The link that a row needs, for the numbers of the week. */
export const linkOf = (postId: string, platform = 'x', campaign = week): string =>
  `https://acme.test/?utm_source=${platform}&utm_medium=social&utm_campaign=${campaign}&utm_content=${postId}`;

function cellsOf(row: Row): readonly string[] {
  const platform = row.platform ?? 'x';
  const usual: Partial<Record<ColumnName, string>> = {
    publish_date: '2026-02-16',
    locale: 'en',
    platform,
    account_target: 'main',
    post_copy: `Copy of ${row.post_id}.`,
    utm_url: linkOf(row.post_id, platform),
    status: 'draft',
  };
  return columns.map((name) => row[name] ?? usual[name] ?? '');
}

const quoted = (text: string): string =>
  /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** A sheet as a planner would write it. */
export const csvOf = (rows: readonly Row[]): string =>
  [columns, ...rows.map(cellsOf)].map((cells) => `${cells.map(quoted).join(',')}\n`).join('');

/** Targets of the small campaign. */
const accounts = `accounts:
  x/main: { connector: sandbox, network: x }
  linkedin/company: { connector: sandbox, network: linkedin }
  linkedin/personal: { connector: sandbox, network: linkedin }
`;

/** A small campaign: a repository that people push to, and an installation that publishes it. */
export interface Campaign extends Installation {
  readonly repository: TestRepository;
  /** Its address is empty where it is embedded. */
  readonly database: TestDatabase;
  /** Commits a week's sheet, and returns the commit. */
  push(rows: readonly Row[], file?: string): Promise<string>;
  /** Commits a sheet as it stands. */
  pushText(text: string): Promise<string>;
  /** Writes the configuration anew. */
  settings(more: string, accountLines?: string): Promise<void>;
  /** Pushes a sheet and imports it, in this process; then approves all of it. */
  prepare(rows: readonly Row[], approve?: 'approved' | 'pending'): Promise<void>;
  /** Lives on in this process: a run of the week as of an instant. Returns the status. */
  pass(now: string): Promise<Status>;
  /** `run-week` as of an instant, in a process of its own. */
  runWeek(now: string, ...args: string[]): Promise<Ran>;
}

const embedded: TestDatabase = { url: '', close: async () => {} };

/**
 * Opens a campaign, lets `work` happen and clears all of it away.
 *
 * @param kind the database: of this run of tests, or one of its own in the data directory
 */
export async function inACampaign(
  work: (campaign: Campaign) => Promise<void>,
  kind: 'server' | 'embedded' = 'server',
): Promise<void> {
  const database = kind === 'server' ? await testDatabase() : embedded;
  const repository = await testRepository();
  const house = await installation(kind === 'server' ? database.url : null);
  const campaign: Campaign = {
    ...house,
    pass: (now) => house.session(now, runAndLook),
    async prepare(rows, approve = 'approved') {
      await repository.commit({ [sheetFile]: csvOf(rows) });
      await house.session(morning, async (session) => {
        await runAndLook(session);
        if (approve === 'pending') return;
        const body = { week_id: week, all: true, who: 'noa' };
        const answer = await session.call('POST', '/api/deliveries/approve', body);
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
      });
    },
    repository,
    database,
    push: (rows, file = sheetFile) => repository.commit({ [file]: csvOf(rows) }),
    pushText: (text) => repository.commit({ [sheetFile]: text }),
    settings: (more, accountLines = accounts) =>
      house.configure(`timezone: ${zone}
assets: { repo: ${repository.path}, allow_file_protocol: true }
${accountLines}${more}`),
    runWeek: (now, ...args) => house.run('run-week', week, '--now', now, '--json', ...args),
  };
  try {
    await campaign.settings('');
    await work(campaign);
  } finally {
    await house.close();
    await repository.close();
    await database.close();
  }
}

async function runAndLook({ call }: Session): Promise<Status> {
  const answer = await call('POST', '/api/webhook/marketing/run-week', { week_id: week });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return (await call('GET', `/api/marketing/status?week_id=${week}`)).body;
}

export interface DeliveryStatus {
  readonly id: string;
  readonly post_id: string;
  readonly platform: string;
  readonly target: string;
  readonly state: string;
  readonly held: boolean;
  readonly reason: string;
  readonly scheduled_at: string | null;
  readonly due_at: string | null;
  readonly posted_at: string | null;
  readonly approval: { readonly by: string; readonly commit: string | null } | null;
  readonly attempts: readonly { readonly outcome: string }[];
}

/** What the tests look at in `status --json`. */
export interface Status {
  readonly counts: Readonly<Record<string, number>>;
  readonly needs_person: readonly string[];
  readonly paused: { readonly by: string | null } | null;
  readonly runs: readonly {
    readonly status: string;
    readonly trigger: string;
    readonly commit: string | null;
    readonly error: { readonly code: string; readonly message: string } | null;
  }[];
  readonly posts: readonly {
    readonly post_id: string;
    readonly deliveries: readonly Omit<DeliveryStatus, 'post_id'>[];
  }[];
}

/** The deliveries of a status document, each with the name of its post. */
export const deliveriesOf = (status: Status): readonly DeliveryStatus[] =>
  status.posts.flatMap(({ post_id, deliveries }) => deliveries.map((one) => ({ ...one, post_id })));

/** `post_id:platform/target` → state, with `held` beside it. */
export const statesOf = (status: Status): Readonly<Record<string, string>> =>
  Object.fromEntries(
    deliveriesOf(status).map((one) => [
      `${one.post_id}:${one.platform}/${one.target}`,
      one.held ? `${one.state} held` : one.state,
    ]),
  );
