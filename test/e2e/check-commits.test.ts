import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { run } from '../support/broadsheet.ts';
import { csvOf, type Row } from '../support/campaign.ts';
import { type TestRepository, testRepository } from '../support/repository.ts';
import { sheetFile } from '../support/weeks.ts';

const other = 'docs/gtm/week-2-social-publishing-sheet.csv';

const good: readonly Row[] = [{ post_id: 'a', publish_date: '2126-02-16' }];
const long: Row = { post_id: 'long', post_copy: 'x'.repeat(400), publish_date: '2126-02-16' };
const wrong: Row = { post_id: 'wrong', status: 'aproved', publish_date: '2126-02-16' };

async function inARepository(
  work: (
    repository: TestRepository,
    check: (...args: string[]) => ReturnType<typeof run>,
  ) => Promise<void>,
): Promise<void> {
  const repository = await testRepository();
  try {
    await work(repository, (...args) =>
      run(['check', ...args], { PATH: process.env.PATH }, repository.path),
    );
  } finally {
    await repository.close();
  }
}

interface Found {
  readonly diagnostics: readonly { readonly code: string; readonly post_id: string | null }[];
}

/** Errors as `code:post_id`. */
const errorsOf = (document: Found): readonly string[] =>
  document.diagnostics.map(({ code, post_id }) => `${code}:${post_id}`);

describe('check of more than a file', { concurrency: 3 }, () => {
  it('reads every sheet of a folder, in the order of the weeks, and says totals last', () =>
    inARepository(async (repository, check) => {
      const tenth = 'docs/gtm/week-10-social-publishing-sheet.csv';
      await repository.commit({
        [tenth]: csvOf([wrong]),
        [sheetFile]: csvOf(good),
        [other]: csvOf([long]),
        'docs/gtm/notes.csv': 'no sheet\n',
      });
      const answer = await check('docs', '--json');
      assert.equal(answer.code, 1, answer.stderr);
      const { sheets, summary, ...found } = answer.json();
      assert.deepEqual(
        sheets.map((one: { file: string; errors: number }) => [one.file, one.errors]),
        [
          [sheetFile, 0],
          [other, 1],
          [tenth, 1],
        ],
      );
      assert.deepEqual(summary, { rows: 3, errors: 2, warnings: 0, silenced: 0 });
      assert.deepEqual(errorsOf(found as Found), ['too-long:long', 'status-unknown:wrong']);
      const text = (await check('docs')).stdout;
      assert.match(text, /\n3 files: 3 rows, 2 errors, 0 warnings\.\n$/);
      assert.match(text, /\n {4}2 \| .*,aproved\n {6}\| +\^{7} status\n/);
    }));

  it('reads a commit as it is, whatever lies in the folder', () =>
    inARepository(async (repository, check) => {
      await repository.commit({ [sheetFile]: csvOf([...good, long]) });
      await writeFile(join(repository.path, sheetFile), csvOf(good));
      assert.equal((await check(sheetFile)).code, 0);
      const answer = await check('HEAD', '--json');
      assert.equal(answer.code, 1, answer.stderr);
      assert.deepEqual(errorsOf(answer.json()), ['too-long:long']);
      assert.equal(answer.json().diagnostics[0].file, sheetFile);
      const mended = await check('HEAD', '--fix', '--yes');
      assert.equal(mended.code, 2);
      assert.match(mended.stderr, /A commit can not be mended/);
    }));

  it('finds the media of a commit in that commit', () =>
    inARepository(async (repository, check) => {
      const sheet = csvOf(good).replace('title', 'media').replace(',main,', ',main,media/a.png');
      await repository.commit({ [sheetFile]: sheet });
      await mkdir(join(repository.path, 'media'));
      await writeFile(join(repository.path, 'media/a.png'), 'png');
      assert.equal((await check(sheetFile)).code, 0, 'it lies there, but is not committed');
      assert.match((await check('HEAD')).stdout, /media-unknown/);
    }));

  it('reports of a range only what it changes', () =>
    inARepository(async (repository, check) => {
      await repository.commit({ [sheetFile]: csvOf([...good, long]), [other]: csvOf([wrong]) });
      await repository.branch('base');
      const moved = csvOf([{ ...wrong, post_id: 'new' }, ...good, long]);
      await repository.commit({ [sheetFile]: moved });
      const answer = await check('base..HEAD', '--json');
      assert.equal(answer.code, 1, answer.stderr);
      assert.deepEqual(errorsOf(answer.json()), ['status-unknown:new'], 'long was there before');
      assert.equal(answer.json().summary.rows, 4, 'all is read');

      const edited = csvOf([...good, { ...long, locale: 'he' }]);
      await repository.commit({ [sheetFile]: edited });
      const again = await check('base..', '--json');
      assert.deepEqual(
        errorsOf(again.json()).filter((one) => one.startsWith('too')),
        ['too-long:long'],
        'its row has changed, so all of it counts',
      );
    }));

  it('tells a sheet that is gone: nothing is cancelled by that', () =>
    inARepository(async (repository, check) => {
      const past: Row = { post_id: 'p', publish_date: '2020-02-16' };
      await repository.commit({ [sheetFile]: csvOf([...good, past]), [other]: csvOf([past]) });
      await repository.branch('base');
      await repository.commit({ [sheetFile]: null, [other]: null });
      const summary = join(repository.path, 'summary.md');
      const answer = await check('base..HEAD', '--json', '--summary', summary);
      assert.equal(answer.code, 0, answer.stderr);
      const found = answer.json().diagnostics;
      assert.deepEqual(
        found.map((one: { code: string; severity: string; file: string }) => [
          one.code,
          one.severity,
          one.file,
        ]),
        [['sheet-gone', 'warning', sheetFile]],
        'of the other one nothing was to go out',
      );
      assert.match(found[0].message, /week7_sale is gone, with 1 post that is not out/);
      assert.match(found[0].hint, /still goes out.*broadsheet reject --week week7_sale --all/);
      const written = await readFile(summary, 'utf8');
      assert.match(written, /1 sheet is gone/);
      assert.doesNotMatch(written, /No delivery changes/);
      assert.equal((await check('HEAD')).code, 2, 'a commit without a sheet is refused');
    }));

  it('takes a sheet of the same week under another name for the same', () =>
    inARepository(async (repository, check) => {
      await repository.commit({ [sheetFile]: csvOf([...good, long]) });
      await repository.branch('base');
      await repository.commit({
        [sheetFile]: null,
        [other]: csvOf([...good, long, { ...good[0], post_id: 'b' }]),
      });
      const summary = join(repository.path, 'summary.md');
      const answer = await check('base..HEAD', '--json', '--summary', summary);
      assert.deepEqual(answer.json().diagnostics, [], 'long was there before');
      assert.match(await readFile(summary, 'utf8'), /Deliveries: 1 new\./);
    }));

  it('reports what an edit does to a row that it does not touch', () =>
    inARepository(async (repository, check) => {
      await repository.commit({ [sheetFile]: csvOf(good) });
      await repository.branch('base');
      await repository.commit({ [sheetFile]: csvOf([...good, { ...good[0], post_id: 'A' }]) });
      const answer = await check('base..HEAD', '--json');
      assert.equal(answer.code, 2, 'two rows have one name');
      assert.deepEqual(errorsOf(answer.json())[0], 'post-id-duplicate:A');
    }));

  it('reads the mails too, of a folder, a commit and a range', () =>
    inARepository(async (repository, check) => {
      const mails = 'docs/gtm/week-1-email-assets.md';
      const mail = (body: string) => `## EN D0 — Hi\nSubject: Hello\nBody:\n${body}\n`;
      await repository.commit({ [sheetFile]: csvOf(good), [mails]: mail('Welcome.') });
      await repository.branch('base');
      await repository.commit({ [mails]: mail('Trusted by 12,000 users.') });
      for (const what of ['docs', 'HEAD', 'base..HEAD']) {
        const answer = await check(what, '--json');
        assert.equal(answer.code, 1, `${what}: ${answer.stderr}`);
        assert.deepEqual(errorsOf(answer.json()), ['claim-unverified:EN D0'], what);
      }
      const { stdout } = await check('base..HEAD');
      assert.match(stdout, /\n2 files: 1 row, 1 mail, 1 error, 0 warnings\.\n$/);
    }));

  it('lets no name of a file begin a line of its own, or be a command to a terminal', () =>
    inARepository(async (repository, check) => {
      const name = 'week-1\n::error::x\u001b[31m-social-publishing-sheet.csv';
      await writeFile(join(repository.path, name), csvOf([wrong]));
      const { code, stdout } = await check('.');
      assert.equal(code, 1);
      assert.ok(!stdout.includes('\u001b'));
      assert.doesNotMatch(stdout, /^::/m);
      assert.match(stdout, /week-1\\u000a::error::x\\u001b/);
    }));

  it('tells GitHub where each finding is, errors first', () =>
    inARepository(async (repository, check) => {
      const titled = { ...long, post_id: 'r', title: 'T' };
      await repository.commit({
        [sheetFile]: csvOf([{ ...good[0], post_id: 'b:,%', status: 'x' }, titled]),
      });
      const { code, stdout } = await check(sheetFile, '--format', 'github');
      assert.equal(code, 1);
      const grammar = /^::(error|warning) file=[^:,]+,line=\d+,col=\d+,title=[^:,]+::[^\r]+$/;
      const lines = stdout.trim().split('\n');
      for (const line of lines) assert.match(line, grammar);
      const ranks = lines.map((line) => line.startsWith('::warning'));
      assert.deepEqual(ranks, ranks.toSorted(), 'errors first');
      const found = lines.find((line) => line.includes('status-unknown'));
      assert.match(found ?? '', /line=2,col=\d+,title=status-unknown \(b%3A%2C%25\)::.*"x".*%0A/);
    }));

  it('tells GitLab by a Code Quality report, each finding known by a fingerprint of its own', () =>
    inARepository(async (repository, check) => {
      const rows = [...good, long, wrong];
      await repository.commit({ [sheetFile]: csvOf(rows) });
      const report = async () => (await check('HEAD', '--format', 'gitlab')).json();
      const found = await report();
      assert.deepEqual(
        found.map((one: { check_name: string; severity: string; location: unknown }) => [
          one.check_name,
          one.severity,
          one.location,
        ]),
        [
          ['too-long', 'major', { path: sheetFile, lines: { begin: 3 } }],
          ['status-unknown', 'major', { path: sheetFile, lines: { begin: 4 } }],
        ],
      );
      const prints = (list: readonly { readonly fingerprint: string }[]) =>
        list.map((one) => one.fingerprint).sort();
      assert.equal(new Set(prints(found)).size, found.length);
      await repository.commit({ [sheetFile]: csvOf(rows.toReversed()) });
      assert.deepEqual(prints(await report()), prints(found), 'a finding that moved is the same');
    }));

  it('tells other tools by SARIF', () =>
    inARepository(async (repository, check) => {
      await repository.commit({ [sheetFile]: csvOf([...good, long, wrong]) });
      const answer = await check('HEAD', '--format', 'sarif');
      assert.equal(answer.code, 1, answer.stderr);
      const { version, runs } = answer.json();
      assert.equal(version, '2.1.0');
      const [{ tool, results, columnKind }] = runs;
      assert.equal(columnKind, 'unicodeCodePoints');
      for (const one of results) {
        assert.equal(tool.driver.rules[one.ruleIndex].id, one.ruleId);
        const [{ physicalLocation }] = one.locations;
        assert.equal(physicalLocation.artifactLocation.uri, sheetFile);
        assert.ok(physicalLocation.region.startLine > 1);
        assert.ok(physicalLocation.region.startColumn >= 1);
        assert.ok(one.message.text.length > 0);
      }
      const errors = results.filter((one: { level: string }) => one.level === 'error');
      assert.deepEqual(
        errors.map((one: { ruleId: string }) => one.ruleId),
        ['too-long', 'status-unknown'],
      );
    }));
});
