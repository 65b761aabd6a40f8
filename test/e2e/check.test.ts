import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Diagnostic, Silenced } from '../../src/domain/diagnostic.ts';
import { run } from '../support/broadsheet.ts';
import { csvOf, linkOf, type Row } from '../support/campaign.ts';
import { sharedFile, skipWithout } from '../support/shared.ts';

const real = 'gtm/docs/gtm/week-1-social-publishing-sheet.csv';

describe('check', { concurrency: 3 }, () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'broadsheet-check-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const check = (...args: string[]) => run(['check', ...args], { PATH: process.env.PATH }, folder);
  const write = async (name: string, content: string | Uint8Array) => {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
    return name;
  };

  const five: readonly Row[] = [
    { post_id: 'a', publish_date: '2026-2-30' },
    { post_id: 'b', locale: 'eng' },
    { post_id: 'c', utm_url: linkOf('c', 'linkedin') },
    { post_id: 'd', status: 'aproved' },
    { post_id: 'e', post_copy: 'x'.repeat(400) },
  ];
  const expected = [
    ['date-invalid', '2026-2-30', /is not a date/, /2026-02-16/],
    ['locale-unknown', 'eng', /locale "eng"/, /Known are en, he/],
    ['utm-source-mismatch', 'https:', /utm_source is "linkedin"/, /Write utm_source=x/],
    ['status-unknown', 'aproved', /status "aproved"/, /Did you mean "approved"/],
    ['too-long', 'xxx', /x takes 280/, /Shorten it by/],
  ] as const;
  const lines = csvOf(five).split('\n');
  /** Where the cell stands that is wrong: each row has one mistake. */
  const placeOf = (row: number) => ({
    line: row + 2,
    column: (lines[row + 1]?.indexOf(expected[row]?.[1] ?? '') ?? 0) + 1,
  });

  it('reports the mistakes of rows also where two rows have one name, and says that it is no sheet', async () => {
    const sheet = await write('double.csv', csvOf([...five, { post_id: 'A' }]));
    const answer = await check(sheet, '--json');
    assert.equal(answer.code, 2, answer.stderr);
    const found: readonly Diagnostic[] = answer.json().diagnostics;
    const codes = found.filter((one) => one.severity === 'error').map((one) => one.code);
    assert.deepEqual(codes, ['post-id-duplicate', ...expected.map(([code]) => code)]);
    assert.equal(answer.json().summary.rows, 6);
  });

  it('reports five mistakes of five kinds at once, each with its place and its remedy', async () => {
    const sheet = await write('five.csv', csvOf(five));
    const answer = await check(sheet, '--json');
    assert.equal(answer.code, 1, answer.stderr);
    const document = answer.json();
    assert.equal(document.schema, 'broadsheet/check@1');
    assert.equal(document.ok, false);
    const errors: Diagnostic[] = document.diagnostics.filter(
      (one: Diagnostic) => one.severity === 'error',
    );
    assert.deepEqual(
      errors.map((one) => [one.code, one.file, one.line, one.column, one.post_id]),
      expected.map(([code], row) => {
        const { line, column } = placeOf(row);
        return [code, sheet, line, column, five[row]?.post_id];
      }),
    );
    expected.forEach(([, , message, hint], at) => {
      assert.match(errors[at]?.message ?? '', message);
      assert.match(errors[at]?.hint ?? '', hint);
    });
    assert.deepEqual(document.summary, {
      rows: 5,
      errors: 5,
      warnings: document.diagnostics.length - 5,
      silenced: 0,
    });
  });

  it('says the same to a person', async () => {
    const sheet = await write('person.csv', csvOf(five));
    const answer = await check(sheet);
    assert.equal(answer.code, 1);
    for (const [row, [code, , message, hint]] of expected.entries()) {
      const { line, column } = placeOf(row);
      const [, text = ''] = answer.stdout.split(`person.csv:${line}:${column} error ${code}: `);
      const [said = '', mend = ''] = text.split('\n');
      assert.match(said, message);
      assert.match(mend, hint);
    }
    assert.match(answer.stdout, /5 rows, 5 errors, \d+ warnings/);
  });

  it('passes the real week', { skip: skipWithout(real) }, async () => {
    const answer = await check(sharedFile(real) ?? '', '--json');
    assert.equal(answer.code, 0, answer.stdout);
    const { ok, summary } = answer.json();
    assert.equal(ok, true);
    assert.equal(summary.rows, 11);
    assert.equal(summary.errors, 0);
  });

  it('checks the mails of a week, against the baseline beside them', async () => {
    const mail = '## EN D0 — Hello\nSubject: Hello\nBody:\nJoin 12,400 users, {{frst_name}}\n';
    const table = '| Metric | Current | Verified |\n|---|---|---|\n| Users | 12,400 | Yes |\n';
    const file = await write('mails/week-7-email-assets.md', mail);
    const told = async () => {
      const answer = await check(file, '--json');
      assert.equal(answer.code, 1, answer.stderr);
      const { diagnostics, summary } = answer.json();
      assert.equal(summary.rows, 1);
      return diagnostics.map((one: Diagnostic) => [one.code, one.line, one.column, one.post_id]);
    };
    const placeholder = ['placeholder-left', 4, 20, 'EN D0'];
    assert.deepEqual(await told(), [['claim-unverified', 4, 6, 'EN D0'], placeholder]);
    const today = new Date().toISOString().slice(0, 10);
    await write('mails/baseline-metrics.md', `Date: ${today}\n\n${table}`);
    assert.deepEqual(await told(), [placeholder]);
  });

  it('lists what a person lets pass, by notes or by the file of the week, with the reason', async () => {
    const rows = [
      { post_id: 'a', utm_url: 'https://acme.test/' },
      { post_id: 'b', utm_url: 'https://acme.test/' },
    ];
    const header = 'title,post_copy';
    const sheet = csvOf(rows)
      .replace(header, 'notes,post_copy')
      .replace(/^(a,.*,main,)/m, '$1allow: utm-missing – our partner’s link');
    const file = await write(
      'allowed/week-7-sheet.csv',
      `${sheet}${csvOf([{ post_id: 'c' }]).split('\n')[1]}\n`,
    );
    const allowed = 'post_id,code,reason\nB,utm-missing,the same\nb,status-unknown,why not\n';
    await write('allowed/week-7-allowed.csv', allowed);
    const answer = await check(file, '--json');
    assert.equal(answer.code, 0, answer.stdout);
    const { silenced, summary, diagnostics } = answer.json();
    assert.deepEqual(
      silenced.map((one: Silenced) => [one.code, one.line, one.post_id, one.reason]),
      [
        ['utm-missing', 2, 'a', 'our partner’s link'],
        ['utm-missing', 3, 'b', 'the same'],
      ],
    );
    assert.equal(summary.silenced, 2);
    const invalid = diagnostics.filter((one: Diagnostic) => one.code === 'allow-invalid');
    assert.deepEqual(
      invalid.map((one: Diagnostic) => [one.file, one.line, one.column]),
      [['allowed/week-7-allowed.csv', 3, 3]],
    );
    const said = (await check(file)).stdout;
    assert.match(
      said,
      /week-7-sheet\.csv:2:\d+ silenced utm-missing: a: utm_url has no .*\n {4}Let pass: our partner’s link\n/,
    );
    assert.match(said, /0 errors, \d+ warnings, 2 silenced\./);
  });

  it('finds the media of a row in the repository that the sheet lies in', async () => {
    await mkdir(join(folder, 'shop/.git'), { recursive: true });
    await write('shop/media/herbs.png', 'png');
    const media = (path: string) =>
      csvOf([{ post_id: 'a' }])
        .replace('title', 'media')
        .replace(',main,', `,main,${path}`);
    const good = await write('shop/docs/week-7-sheet.csv', media('media/herbs.png'));
    assert.equal((await check(good)).code, 0);
    const bad = await check(await write('shop/docs/week-8-sheet.csv', media('media/herb.png')));
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /media-unknown.*\n.*Did you mean "media\/herbs.png"/);
  });

  it('rejects what is no sheet, and says why', async () => {
    const rejected: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
      ['semicolon.csv', csvOf([{ post_id: 'a' }]).replaceAll(',', ';'), /separated by semicolons/],
      ['empty.csv', '', /The file is empty/],
      ['header.csv', csvOf([]), /a header and no rows/],
      ['picture.png', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0, 0]), /not UTF-8/],
      ['program', (await readFile('/bin/sh')).subarray(0, 4096), /not UTF-8: here stand bytes/],
    ];
    for (const [name, content, why] of rejected) {
      const sheet = await write(name, content);
      const answer = await check(sheet, '--json');
      assert.equal(answer.code, 2, `${name}: ${answer.stdout}`);
      const { ok, diagnostics } = answer.json();
      assert.equal(ok, false);
      assert.match(diagnostics[0].message, why);
      assert.notEqual(diagnostics[0].hint, '');
    }
  });

  it('mends what is sure, after it was shown and agreed to', async () => {
    const wrong = `\ufeff${csvOf([{ post_id: 'a', status: ' draft', utm_url: linkOf('a', 'y') }])}`;
    const sheet = await write('mend.csv', wrong.replaceAll('\n', '\r\n'));
    const text = () => readFile(join(folder, sheet), 'utf8');
    const asked = await check(sheet, '--fix');
    assert.equal(asked.code, 2);
    assert.match(
      asked.stderr,
      /mend\.csv:2:\d+ a status: white space around it removed\n {2}- \| draft\|/,
    );
    assert.match(asked.stderr, /Nobody can be asked.*\n.*--yes/);
    assert.equal(await text(), wrong.replaceAll('\n', '\r\n'), 'nothing was written');

    const mended = await check(sheet, '--fix', '--yes', '--json');
    assert.equal(mended.code, 0, mended.stdout);
    assert.match(mended.stderr, /2 cells can be mended\. Nothing else/);
    assert.match(mended.stderr, /\nMended\.\n/);
    const right = `\ufeff${csvOf([{ post_id: 'a' }])}`.replaceAll('\n', '\r\n');
    assert.equal(await text(), right);
    const again = await check(sheet, '--fix');
    assert.equal(again.code, 0, 'nobody is asked where nothing is left');
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.includes('tmp')),
      [],
    );
  });

  it('tells a warning that many rows have once, with their lines', async () => {
    const copy = (post_id: string) => ({ post_id, post_copy: `Words of ${post_id}.` });
    const rows = [...'abcdef'].map((id) =>
      id === 'd' ? { ...copy(id), publish_date: '2126-02-16' } : copy(id),
    );
    const sheet = await write('past.csv', csvOf(rows));
    const { stdout } = await check(sheet);
    assert.equal(stdout.match(/date-past/g)?.length, 1);
    assert.match(stdout, /\n {4}The same of 4 more rows: lines 3-4, 6-7\.\n/);
    assert.match(stdout, /6 rows, 0 errors, 5 warnings\.\n$/);
    assert.equal((await check(sheet, '--json')).json().diagnostics.length, 5);
    const few = await write('few.csv', csvOf(rows.slice(0, 3)));
    assert.equal((await check(few)).stdout.match(/date-past/g)?.length, 3);
  });

  it('asks for links where that is wanted, and says where each leads', async () => {
    const pages = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://pages');
      const location = {
        '/moved': '/new',
        '/kept': request.url?.replace('kept', 'new'),
        '/script': 'javascript:alert(1)',
        '/login': `http://person:hidden@${request.headers.host}/new`,
      }[pathname];
      const status = pathname === '/gone' ? 404 : pathname === '/ill' ? 503 : 200;
      response.writeHead(location ? 301 : status, location ? { location } : {}).end();
    });
    pages.listen(0, '127.0.0.1');
    await once(pages, 'listening');
    const { port } = pages.address() as AddressInfo;
    const to = (post_id: string): Row => ({
      post_id,
      publish_date: '2126-02-16',
      utm_url: linkOf(post_id).replace('https://acme.test/', `http://127.0.0.1:${port}/${post_id}`),
    });
    const sheet = await write(
      'links.csv',
      csvOf(['good', 'gone', 'ill', 'moved', 'kept', 'script', 'login'].map(to)),
    );
    try {
      const quiet = await check(sheet, '--json');
      assert.deepEqual(quiet.json().diagnostics, [], 'nothing is asked for unasked');
      const answer = await check(sheet, '--online', '--allow-local', '--json');
      assert.equal(answer.code, 1, answer.stderr);
      const found: readonly Diagnostic[] = answer.json().diagnostics;
      assert.deepEqual(
        found.map((one) => [one.post_id, one.code, one.severity, one.line]),
        [
          ['gone', 'link-broken', 'error', 3],
          ['ill', 'link-unreachable', 'warning', 4],
          ['moved', 'link-loses-utm', 'warning', 5],
          ['kept', 'link-redirects', 'warning', 6],
          ['script', 'link-unreachable', 'warning', 7],
          ['login', 'link-loses-utm', 'warning', 8],
        ],
      );
      assert.match(
        found[2]?.message ?? '',
        /\/new, and loses utm_source, .*utm_content on the way/,
      );
      assert.match(found[5]?.message ?? '', /leads to http:\/\/127\.0\.0\.1:\d+\/new, /);
      const copy = `Two: http://127.0.0.1:${port}/gone. And ${to('good').utm_url}`;
      const inCopy = csvOf([
        { ...to('good'), post_copy: copy },
        { ...to('gone'), post_copy: 'Others.' },
      ])
        .replaceAll('status\n', 'status,notes\n')
        .replaceAll('draft\n', 'draft,\n');
      const allowed = inCopy.replace(
        /draft,\n$/,
        'draft,allow: link-broken – it comes on Monday\n',
      );
      await write(
        'soft/broadsheet.yaml',
        'timezone: UTC\nassets: { repo: "https://git.example/a.git" }\naccounts: { x/main: { connector: sandbox, network: x } }\nchecks: { link-extra: off }\n',
      );
      const soft = join(folder, 'soft/broadsheet.yaml');
      const second = await write('soft/copy.csv', allowed);
      const online = ['--online', '--allow-local', '--json', '--config', soft] as const;
      const document = (await check(second, ...online)).json();
      const [only] = document.diagnostics;
      assert.deepEqual([only.code, only.post_id, only.line], ['link-broken', 'good', 2]);
      assert.equal(only.column, (allowed.split('\n')[1] ?? '').indexOf('http') + 1);
      assert.equal(document.silenced[0]?.reason, 'it comes on Monday');
      await writeFile(
        soft,
        `${await readFile(soft, 'utf8')}`.replace('off', 'off, link-broken: warning'),
      );
      assert.equal((await check(second, ...online)).code, 0, 'as severe as the configuration says');
      const late = await check(sheet, '--online', '--allow-local', '--within', '1ms');
      assert.match(late.stdout, /link-unreachable.*not asked for: the 1ms for all links were over/);
      const guarded = await check(sheet, '--online', '--json');
      const messages: readonly Diagnostic[] = guarded.json().diagnostics;
      assert.equal(messages.length, 7);
      for (const { message } of messages) assert.match(message, /inside of a network/);
    } finally {
      pages.close();
    }
  });

  it('mends nothing in a sheet whose structure is in doubt', async () => {
    const broken = `${csvOf([{ post_id: 'a', status: ' draft' }])}b,c\n`;
    const sheet = await write('broken.csv', broken);
    assert.equal((await check(sheet, '--fix', '--yes')).code, 2);
    assert.equal(await readFile(join(folder, sheet), 'utf8'), broken);
  });

  it('says what it can not read', async () => {
    await mkdir(join(folder, 'empty'));
    await write('large.csv', new Uint8Array(5_000_001));
    const unreadable = [
      ['nowhere.csv', /nowhere\.csv: there is no such file/],
      ['empty', /empty: there is no sheet in it/],
      ['HEAD', /HEAD: there is no such file, folder or git ref/],
      ['main..HEAD', /main\.\.HEAD: there is no commit called main here/],
      ['/dev/zero', /\/dev\/zero: this is no file/],
      ['large.csv', /large\.csv: it has 5000001 bytes/],
      ['', /empty/],
    ] as const;
    for (const [path, why] of unreadable) {
      const answer = await check(path);
      assert.equal(answer.code, 2, path);
      assert.match(answer.stderr, why);
      assert.equal(answer.stdout, '');
    }
  });
});
