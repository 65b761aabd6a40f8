import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { csvOf, type Row } from '../support/campaign.ts';
import { runCommand } from '../support/command.ts';
import { type TestRepository, testRepository } from '../support/repository.ts';
import { sheetFile } from '../support/weeks.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

const action: Action = parse(await readFile(join(root, 'action.yml'), 'utf8'));

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: string;
}

interface Comment {
  id: number;
  body: string;
  readonly user: { readonly login: string };
}

/** GitHub's comments, on loopback. */
async function withGitHub(
  work: (github: { url: string; comments: Comment[]; asked: Asked[] }) => Promise<void>,
  refuses = false,
): Promise<void> {
  const comments: Comment[] = [];
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { method = '', url: path = '', headers } = request;
    asked.push({ method, path, body, authorization: headers.authorization ?? '' });
    if (refuses && method !== 'GET') return response.writeHead(403).end('{}');
    const text: string = body === '' ? '' : JSON.parse(body).body;
    if (method === 'POST') {
      const user = { login: 'github-actions[bot]' };
      comments.push({ id: comments.length + 1, body: text, user });
    } else if (method === 'PATCH') {
      const id = Number(path.split('/').at(-1));
      for (const one of comments) if (one.id === id) one.body = text;
    }
    const page = Number(new URL(path, 'http://x').searchParams.get('page'));
    response.end(JSON.stringify(comments.slice((page - 1) * 100, page * 100)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    await work({ url: `http://127.0.0.1:${port}`, comments, asked });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

interface Job {
  readonly code: number;
  /** What the runner would read: all that the steps said. */
  readonly log: string;
  readonly summary: string;
}

/** Runs the steps of action.yml as a runner does, but for the installation, which is there already. */
async function runJob(
  repository: TestRepository,
  event: object,
  github: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<Job> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-action-'));
  const file = (name: string) => join(folder, name);
  try {
    for (const name of ['summary', 'output']) await writeFile(file(name), '');
    await writeFile(file('event.json'), JSON.stringify(event));
    const environment = {
      PATH: process.env.PATH,
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: root.replace(/\/$/, ''),
      GITHUB_API_URL: github,
      GITHUB_EVENT_PATH: file('event.json'),
      GITHUB_OUTPUT: file('output'),
      GITHUB_REPOSITORY: 'acme/marketing',
      GITHUB_STEP_SUMMARY: file('summary'),
      GITHUB_WORKSPACE: repository.path,
      RUNNER_TEMP: folder,
    };
    const given: Readonly<Record<string, string>> = {
      ...Object.fromEntries(
        Object.entries(action.inputs).map(([name, one]) => [name, one.default]),
      ),
      token: 't0ken',
      ...inputs,
    };
    let log = '';
    let code = 0;
    for (const step of action.runs.steps.slice(1)) {
      if (step.if !== undefined) {
        assert.equal(step.if, "inputs.comment == 'true'");
        if (given.comment !== 'true') continue;
      }
      const outputs = outputsOf(await readFile(file('output'), 'utf8'));
      const value = (text: string) =>
        text.replace(/\$\{\{ (?:inputs|steps\.check\.outputs)\.([\w-]+) \}\}/g, (_, name) =>
          String(outputs[name] ?? given[name]),
        );
      const env = Object.entries(step.env ?? {}).map(([name, text]) => [name, value(text)]);
      const ran = await runCommand(
        'bash',
        ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run ?? ''],
        { ...environment, ...Object.fromEntries(env) },
        repository.path,
      );
      log += ran.stdout + ran.stderr;
      code = ran.code;
      if (code !== 0) break;
    }
    return { code, log, summary: await readFile(file('summary'), 'utf8') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const outputsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(text.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));

const good: Row = { post_id: 'a', publish_date: '2126-02-16' };

/** A repository with a base, and a head that changes the sheet. */
async function withPull(
  rows: readonly Row[],
  work: (repository: TestRepository, event: object, fork: object) => Promise<void>,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const repository = await testRepository();
  try {
    const base = await repository.commit({ [sheetFile]: csvOf([good]) });
    const head = await repository.commit({ [sheetFile]: csvOf(rows), ...more });
    const event = (from: string) => ({
      pull_request: {
        number: 7,
        title: '$(touch stolen) `touch stolen` "; touch stolen; "',
        base: { sha: base, repo: { full_name: 'acme/marketing' } },
        head: { sha: head, ref: '$(touch stolen)', repo: { full_name: from } },
      },
    });
    await work(repository, event('acme/marketing'), event('stranger/marketing'));
  } finally {
    await repository.close();
  }
}

/**
 * As the documentation has it: `::name property=value,…::value`, each value escaped
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions).
 */
const grammar =
  /^::(?:(?:error|warning) file=[^:,\r\n]+,line=\d+,col=\d+,title=[^:,\r\n]+|notice)::[^\r\n]+$/;

const commandsOf = (log: string) => log.split('\n').filter((line) => line.startsWith('::'));

describe('the check of a pull request', { concurrency: 2 }, () => {
  it('uses no other action, and gives no script anything but by its environment', () => {
    for (const { uses, run } of action.runs.steps) {
      assert.equal(uses, undefined);
      assert.doesNotMatch(run ?? '', /\$\{\{/);
    }
  });

  it('shows findings at their lines, the plan in the summary, and one comment', () =>
    withPull(
      [
        { ...good, post_copy: 'Other words.' },
        { ...good, post_id: 'wrong', status: '@noa <img src=x>' },
        { ...good, post_id: 'new', post_copy: 'All new.' },
      ],
      (repository, event) =>
        withGitHub(async ({ url, comments, asked }) => {
          comments.push({ id: 1, body: '<!-- broadsheet check -->', user: { login: 'mallory' } });
          for (let more = 2; more <= 101; more += 1)
            comments.push({ id: more, body: 'words', user: { login: 'noa' } });
          const { code, log, summary } = await runJob(repository, event, url);
          assert.equal(code, 1, log);
          const commands = commandsOf(log);
          for (const one of commands) assert.match(one, grammar);
          assert.match(commands[0] ?? '', new RegExp(`^::error file=${sheetFile},line=3,`));
          assert.match(
            summary,
            /3 rows, 1 error, 0 warnings\. Deliveries: 1 new, 1 changed, 1 blocked/,
          );
          assert.match(summary, /copy changed: an approval of the old content ends/);
          assert.match(summary, /<code>[^<]*@noa &#60;img src=x&#62;[^<]*<\/code>/);
          assert.equal(comments.length, 102);
          const [mine] = comments.slice(-1);
          assert.equal(mine?.body, `<!-- broadsheet check -->\n${summary}`);
          assert.equal(asked[0]?.authorization, 'Bearer t0ken');

          await repository.commit({ [sheetFile]: csvOf([good]) });
          const again = await runJob(repository, event, url, { range: 'HEAD' });
          assert.equal(again.code, 0, again.log);
          assert.equal(comments.length, 102, 'updated in place');
          assert.match(mine?.body ?? '', /Sheets pass the checks/);
          assert.equal(comments[0]?.body, '<!-- broadsheet check -->', "another's is not touched");
          assert.doesNotMatch(log + again.log, /t0ken/);
        }),
    ));

  it('says on a pull request from a fork that it may not comment, and checks all the same', () =>
    withPull([{ ...good, status: 'aproved' }], (repository, _, fork) =>
      withGitHub(async ({ url, comments }) => {
        const { code, log, summary } = await runJob(repository, fork, url);
        assert.equal(code, 1);
        assert.match(log, /^::error file=/m);
        assert.match(log, /^::notice::No comment was written: a pull request from a fork/m);
        assert.match(summary, /status-unknown/);
        assert.equal(comments.length, 0);
      }, true),
    ));

  it('keeps within what GitHub shows, ranked, and has the rest in the summary', () =>
    withPull(
      [
        ...Array.from({ length: 30 }, (_, n) => ({ ...good, post_id: `s${n}`, status: 'aproved' })),
        { ...good, post_id: 'last', post_copy: 'x'.repeat(400) },
      ],
      (repository, event) =>
        withGitHub(async ({ url }) => {
          const { log, summary } = await runJob(repository, event, url, { comment: 'false' });
          const errors = commandsOf(log).filter((one) => one.startsWith('::error'));
          assert.equal(errors.length, 10);
          assert.ok(
            errors.slice(0, 2).some((one) => one.includes('too-long')),
            'one of each first',
          );
          assert.match(log, /^::notice::21 more errors: see the summary/m);
          assert.equal(summary.split('status-unknown').length - 1 >= 30, true);
        }),
    ));

  it('executes nothing that the pull request says', () => {
    const config = `timezone: UTC
assets: { repo: "https://git.example/a.git", token: "\${GITHUB_TOKEN}" }
accounts:
  x/main: { connector: sandbox, network: x }
`;
    const name = 'docs/gtm/week-$(touch stolen)-social-publishing-sheet.csv';
    const rows = [{ ...good, post_id: '`touch stolen`', status: '%0A::error::a\n::error::b' }];
    return withPull(
      rows,
      (repository, event) =>
        withGitHub(async ({ url }) => {
          const { code, log } = await runJob(repository, event, url);
          assert.equal(code, 1, log);
          for (const one of commandsOf(log)) assert.match(one, grammar);
          const left = await readFile(join(repository.path, 'stolen')).catch(() => null);
          assert.equal(left, null);
        }),
      { [name]: csvOf([{ ...good, status: '$(touch stolen)' }]), 'broadsheet.yaml': config },
    );
  });

  it('says what keeps it from checking, and no line of it is a command', () =>
    withPull(
      [good],
      (repository, event) =>
        withGitHub(async ({ url, comments }) => {
          const { code, log, summary } = await runJob(repository, event, url);
          assert.equal(code, 2);
          const [stop, end] = commandsOf(log);
          assert.equal(stop?.replace('::stop-commands::', '::'), end?.replace(/::$/, ''));
          assert.match(summary, /could not be checked[\s\S]*timezone is missing/);
          assert.match(comments[0]?.body ?? '', /timezone is missing/);
        }),
      { 'broadsheet.yaml': 'assets: { repo: "https://git.example/a.git" }\n' },
    ));

  it('names files from the root of the repository, wherever the caller stands', () =>
    withPull([{ ...good, status: 'aproved' }], (repository, event) =>
      withGitHub(async ({ url }) => {
        await mkdir(join(repository.path, 'below'));
        for (const range of ['HEAD', `../${sheetFile}`]) {
          const inputs = { directory: 'below', comment: 'false', range };
          const { log } = await runJob(repository, event, url, inputs);
          assert.match(log, new RegExp(`^::error file=${sheetFile},line=2,`, 'm'), range);
        }
      }),
    ));
});
