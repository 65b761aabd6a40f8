import { readFileSync } from 'node:fs';
import { readEvent } from './event.ts';

/**
 * The step of action.yml that comments: one comment on a pull request, known by a mark that is not
 * shown, and updated in place (https://docs.github.com/en/rest/issues/comments). Without the right to
 * write, as on a pull request from a fork, it says so and fails nothing.
 */
const mark = '<!-- broadsheet check -->';

/** Characters that GitHub takes in a comment. */
const longest = 65_536;

const environment = process.env;
const event = environment.GITHUB_EVENT_PATH ? readEvent(environment.GITHUB_EVENT_PATH) : null;
/** Of comments: the most that GitHub gives at once. */
const page = 100;

if (event?.pull != null) await comment(event.pull, event.fork);

async function comment(pull: number, fork: boolean): Promise<void> {
  const text = `${mark}\n${readFileSync(environment.INPUT_SUMMARY ?? '', 'utf8')}`;
  const body = text.slice(0, longest);
  const mine = await findMine(pull);
  if (mine === undefined) return unwritten(fork, 'comments can not be read');
  const issue = `repos/${environment.GITHUB_REPOSITORY}/issues`;
  const answer =
    mine === null
      ? await ask('POST', `${issue}/${pull}/comments`, { body })
      : await ask('PATCH', `${issue}/comments/${mine}`, { body });
  if (!answer?.ok) unwritten(fork, answer ? `GitHub answered ${answer.status}` : 'no answer');
}

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly user?: { readonly login?: string } | null;
}

/** @returns null where there is none; undefined where it can't be known */
async function findMine(pull: number): Promise<number | null | undefined> {
  const path = `repos/${environment.GITHUB_REPOSITORY}/issues/${pull}/comments?per_page=${page}`;
  for (let number = 1; ; number += 1) {
    const answer = await ask('GET', `${path}&page=${number}`);
    if (!answer?.ok) return undefined;
    const comments = (await answer.json()) as readonly Comment[];
    // Anybody may write the mark: another's comment is never touched.
    const found = comments.find(
      ({ body, user }) =>
        body?.startsWith(mark) && user?.login === environment.INPUT_COMMENT_AUTHOR,
    );
    if (found) return found.id;
    if (comments.length < page) return null;
  }
}

function ask(method: string, path: string, body?: object): Promise<Response | null> {
  const url = `${environment.GITHUB_API_URL ?? 'https://api.github.com'}/${path}`;
  return fetch(url, {
    method,
    redirect: 'error',
    signal: AbortSignal.timeout(20_000),
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${environment.INPUT_TOKEN}`,
      'x-github-api-version': '2022-11-28',
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => null);
}

function unwritten(fork: boolean, why: string): void {
  const because = fork
    ? 'a pull request from a fork has no token that may write'
    : `${why}; the job needs the permission "pull-requests: write"`;
  process.stdout.write(
    `::notice::No comment was written: ${because}. All is in the summary of the job.\n`,
  );
}
