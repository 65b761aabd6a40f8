import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse as parseCsv } from 'csv-parse/sync';
import twitter from 'twitter-text';
import { parse as parseYaml } from 'yaml';

type Row = Record<
  | 'post_id'
  | 'publish_date'
  | 'locale'
  | 'platform'
  | 'account_target'
  | 'title'
  | 'post_copy'
  | 'utm_url'
  | 'status',
  string
>;

interface Fault {
  readonly post: string;
  readonly attempt: number;
  readonly does: string;
}

interface Story {
  readonly week_id: string;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly pushes: readonly { readonly at: string; readonly sheet: string }[];
  readonly orders: readonly { readonly at: string; readonly command: readonly string[] }[];
  readonly faults: Readonly<Record<string, readonly Fault[]>>;
  readonly ends_with: readonly {
    readonly post: string;
    readonly account: string;
    readonly at: string;
    readonly attempts: number;
  }[];
}

const read = (path: string) =>
  readFileSync(fileURLToPath(new URL(path, import.meta.url)), { encoding: 'utf8' });

const sheetName = 'week-1-social-publishing-sheet.csv';
const finished = `marketing/docs/gtm/${sheetName}`;
const rowsOf = (path: string): Row[] => parseCsv(read(path), { columns: true });

const rows = rowsOf(finished);
const story: Story = JSON.parse(read('demo/story.json'));
const configuration = parseYaml(read('broadsheet.yaml'));
const manifest = JSON.parse(read('marketing/docs/gtm/week-1-task-queue.json'));

const accountsOf = (row: Row) =>
  row.account_target.split(/[+|]/).map((target) => `${row.platform}/${target}`);

/** As DESIGN says: the copy, an empty line, the link in the last part of a thread. */
function partsOf(row: Row): string[] {
  const parts = row.post_copy.split(/^---$/m).map((part) => part.trim());
  return parts.with(-1, `${parts.at(-1)}\n\n${row.utm_url}`);
}

const hebrew = /\p{Script=Hebrew}/u;

/** Directional controls, zero-width signs and the sign that a wrong decoding leaves behind. */
const invisible = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFFD]/;

const deliveries = (of: readonly Row[]) =>
  of.flatMap((row) => accountsOf(row).map((account) => `${row.post_id} ${account}`));

describe('the example week', () => {
  it('has 11 rows that make 18 deliveries, each post and each delivery once', () => {
    assert.equal(rows.length, 11);
    assert.equal(new Set(rows.map((row) => row.post_id)).size, 11);
    assert.equal(deliveries(rows).length, 18);
    assert.equal(new Set(deliveries(rows)).size, 18);
  });

  it('goes from Monday to Friday in the shape of the real week', () => {
    const shape = Map.groupBy(rows, (row) => row.publish_date);
    const counts = [...shape].map(([date, ofDay]) => [date, deliveries(ofDay).length]);
    assert.deepEqual(counts.sort(), [
      ['2026-02-16', 2],
      ['2026-02-17', 3],
      ['2026-02-18', 7],
      ['2026-02-19', 5],
      ['2026-02-20', 1],
    ]);
    const targets = rows.map((row) => `${row.locale} ${row.platform} ${accountsOf(row).length}`);
    assert.deepEqual(targets.sort(), [
      'en linkedin 2',
      'en linkedin 2',
      'en linkedin 2',
      'en reddit 3',
      'en x 1',
      'en x 1',
      'he community 3',
      'he linkedin 1',
      'he linkedin 1',
      'he newsletter 1',
      'he x 1',
    ]);
  });

  it('waits for approval: every row is a draft', () => {
    assert.deepEqual([...new Set(rows.map((row) => row.status))], ['draft']);
  });

  it('names its week and dates in the manifest, and only files that exist', () => {
    const dates = rows.map((row) => row.publish_date).sort();
    assert.equal(manifest.week_id, story.week_id);
    assert.deepEqual(manifest.date_range, { start: dates[0], end: dates.at(-1) });
    for (const task of manifest.tasks) assert.ok(read(`marketing/${task.asset}`).length > 0);
  });

  it('publishes to accounts that the configuration has, and leaves none of them idle', () => {
    const named = new Set(rows.flatMap(accountsOf));
    assert.deepEqual(Object.keys(configuration.accounts).sort(), [...named].sort());
  });

  it('uses accounts that never leave this machine', () => {
    for (const [key, account] of Object.entries<Record<string, string>>(configuration.accounts)) {
      const local = account.connector === 'sandbox' || account.url?.startsWith('smtp://127.0.0.1:');
      assert.ok(local, key);
    }
  });
});

for (const row of rows)
  describe(`the row ${row.post_id}`, () => {
    it('has a link that finds its way back to it', () => {
      const link = new URL(row.utm_url);
      const medium = row.platform === 'newsletter' ? 'email' : 'social';
      assert.equal(link.protocol, 'https:');
      assert.equal(link.hostname, 'nevetto.example');
      assert.equal(link.pathname.startsWith('/he/'), row.locale === 'he');
      assert.deepEqual(
        [...link.searchParams],
        [
          ['utm_source', row.platform],
          ['utm_medium', medium],
          ['utm_campaign', manifest.week_id],
          ['utm_content', row.post_id],
        ],
      );
      assert.ok(!row.post_copy.includes('https://'), 'the link stands in utm_url alone');
    });

    it('is written in its own language, with nothing invisible in it', () => {
      const text = `${row.title}${row.post_copy}`;
      assert.equal(hebrew.test(text), row.locale === 'he');
      assert.doesNotMatch(text, invisible);
      assert.doesNotMatch(text, /\{\{|TODO|TBD|lorem/i);
      assert.equal(text, text.normalize('NFC'));
    });

    it('claims nothing in numbers', () => {
      assert.doesNotMatch(row.post_copy, /[%$€£₪]|\d[xX]\b|\d{2,}/);
    });

    it('fits its network', () => {
      const limits: Record<string, number> = { linkedin: 3000, reddit: 40_000, community: 4096 };
      const parts = partsOf(row);
      if (row.platform === 'x')
        for (const part of parts) assert.ok(twitter.parseTweet(part).valid, part);
      else {
        assert.equal(parts.length, 1, 'only X takes a thread');
        assert.ok([...(parts[0] ?? '')].length <= (limits[row.platform] ?? Infinity));
      }
      const titled = row.platform === 'reddit' || row.platform === 'newsletter';
      assert.equal(row.title !== '', titled);
      assert.ok([...row.title].length <= 300);
    });
  });

describe('the thread', () => {
  it('announces itself, and is one', () => {
    const [thread, ...others] = rows.filter((row) => /\bthread\b/i.test(row.post_copy));
    assert.equal(others.length, 0);
    assert.ok(thread);
    assert.equal(partsOf(thread).length, 6);
  });
});

describe('the mails', () => {
  const mails = read('marketing/docs/gtm/week-1-email-assets.md');
  const sections = mails.split(/^(?=## (?:EN|HE) D\d)/m).slice(1);

  it('come in both languages, each with subject, preview and body', () => {
    const names = sections.map((section) => section.slice(3, 8));
    assert.deepEqual(names, ['EN D0', 'EN D3', 'EN D7', 'HE D0', 'HE D3', 'HE D7']);
    for (const section of sections) {
      const words = section.startsWith('## HE')
        ? ['נושא', 'תקציר תצוגה', 'תוכן']
        : ['Subject', 'Preview', 'Body'];
      for (const word of words) assert.match(section, new RegExp(`^${word}:`, 'm'));
      assert.doesNotMatch(section, invisible);
    }
  });

  it('fill in a first name with a fallback, and nothing else', () => {
    const tags = mails.match(/\{\{.*?\}\}/g) ?? [];
    assert.equal(tags.length, 6);
    for (const tag of tags) assert.match(tag, /^\{\{first_name \| \S.*\}\}$/);
  });

  it('link to pages of their own language, each by its own name', () => {
    for (const section of sections) {
      const links = section.match(/https:\S+/g) ?? [];
      const name = section.slice(3, 8).toLowerCase().replace(' ', '_');
      assert.equal(links.length, 1);
      const link = new URL(links[0] ?? '');
      assert.equal(link.searchParams.get('utm_content'), name);
      assert.equal(link.pathname.startsWith('/he/'), name.startsWith('he'));
    }
  });
});

describe('the story of the demo', () => {
  const sheets = story.pushes.map((push) => rowsOf(`demo/${push.sheet}`));

  /** Which cells differ from one push to the next: `post_id column`. */
  const changes = (before: readonly Row[], after: readonly Row[]) =>
    after.flatMap((row, at) =>
      Object.entries(row)
        .filter(([column, text]) => before[at]?.[column as keyof Row] !== text)
        .map(([column]) => `${row.post_id} ${column}`),
    );

  it('begins with one row that lacks its UTM parameters', () => {
    const plain = sheets[0]?.filter((row) => new URL(row.utm_url).search === '');
    assert.deepEqual(
      plain?.map((row) => row.post_id),
      ['en_x_short_01'],
    );
  });

  it('edits the copy of an approved row on Tuesday, and mends the link on Wednesday', () => {
    const [monday = [], tuesday = [], wednesday = []] = sheets;
    assert.deepEqual(changes(monday, tuesday), ['en_li_tip_02 post_copy']);
    assert.deepEqual(changes(tuesday, wednesday), ['en_x_short_01 utm_url']);
  });

  it('ends with the finished sheet, byte for byte', () => {
    assert.equal(read(`demo/${story.pushes.at(-1)?.sheet}`), read(finished));
  });

  it('pushes before the morning begins, and goes forward in time', () => {
    for (const push of story.pushes) assert.match(push.at, /T07:\d\d\+02:00$/);
    for (const line of [story.pushes, story.orders]) {
      const times = line.map((one) => one.at);
      assert.deepEqual(times, times.toSorted());
      assert.ok(times.every((at) => at >= story.starts_at && at <= story.ends_at));
    }
  });

  it('lets only sandboxes fail, at deliveries that exist', () => {
    for (const [account, faults] of Object.entries(story.faults)) {
      assert.equal(configuration.accounts[account]?.connector, 'sandbox');
      for (const { post } of faults) assert.ok(deliveries(rows).includes(`${post} ${account}`));
    }
  });

  it('says where each of the 18 deliveries ends, on the date of its row', () => {
    const told = story.ends_with.map(({ post, account }) => `${post} ${account}`);
    assert.deepEqual(told.sort(), deliveries(rows).sort());
    for (const { post, at } of story.ends_with)
      assert.equal(at.slice(0, 10), rows.find((row) => row.post_id === post)?.publish_date);
  });

  it('counts one attempt for each part, and one more for each answer that sends it again', () => {
    const again = new Set(['reject', 'unauthorised']);
    for (const { post, account, attempts } of story.ends_with) {
      const row = rows.find((one) => one.post_id === post);
      const failed = (story.faults[account] ?? []).filter((one) => one.post === post);
      const expected =
        partsOf(row as Row).length + failed.filter((one) => again.has(one.does)).length;
      assert.equal(attempts, expected, `${post} ${account}`);
    }
  });
});
