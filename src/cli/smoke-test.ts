import { setTimeout as pause } from 'node:timers/promises';
import type { SmokeTestDocument, Told } from '../application/documents/doctor.ts';
import type { SmokeTestPreview } from '../application/smoke-test.ts';
import type { SmokeTestLook, SmokeTestStep } from '../application/smoke-test-step.ts';
import type { ApiProblem, Client } from './client.ts';

export type { SmokeTestDocument, Told } from '../application/documents/doctor.ts';

/** Who orders the test, agrees to what can't be undone and hears how it goes. */
export interface Person {
  /** @param preview with the exact words that would be public */
  mayPost(preview: SmokeTestPreview): Promise<boolean>;
  mayRemove(): Promise<boolean>;
  hears(step: Told): void;
  /** A look-up is repeated. @param leftMilliseconds for how long at most */
  waits(leftMilliseconds: number): void;
}

export interface SmokeTestWish {
  /** `platform/target` */
  readonly account: string;
  /** It is not removed. */
  readonly keep: boolean;
  readonly who: string;
}

/** Why there was no test: it could not be, or the person did not want it. */
export type NoTest =
  | { readonly kind: 'refused'; readonly error: ApiProblem }
  | { readonly kind: 'declined' };

/** After these the request may have been made, and nobody heard what came of it. */
const openEnded: ReadonlySet<string> = new Set([
  'server-gone',
  'answer-unreadable',
  'internal-error',
]);

/** Posts a test post, looks it up, removes it and looks again; each only where the last one allows it. */
export async function smokeTest(
  client: Client,
  { account, keep, who }: SmokeTestWish,
  person: Person,
): Promise<SmokeTestDocument | NoTest> {
  const order = { account, stays: keep };
  const found = await client.call<SmokeTestPreview>('POST', '/api/smoke-tests/preview', order);
  if (!found.ok) return { kind: 'refused', error: found.error };
  const preview = found.body;
  if (!(await person.mayPost(preview))) return { kind: 'declined' };
  const steps: Told[] = [];
  const note = (step: Told): Told => {
    steps.push(step);
    person.hears(step);
    return step;
  };
  const { mark } = preview;
  const posted = await client.call<SmokeTestStep>('POST', '/api/smoke-tests', {
    ...order,
    mark,
    who,
  });
  if (!posted.ok && !openEnded.has(posted.error.code))
    return { kind: 'refused', error: posted.error };
  const post = note(posted.ok ? posted.body : lost(preview, posted.error));
  if (post.result !== 'problem') {
    const isThere =
      (await lookUp(client, preview, person, note, 'look-up')) || post.result === 'ok';
    await takeBack(client, preview, person, note, { keep, isThere });
  }
  return documentOf(preview, steps);
}

type Note = (step: Told) => Told;

/** @returns whether it was seen to be there, or not to be there any more */
async function lookUp(
  client: Client,
  { look_up, looks_for_ms, mark, place }: SmokeTestPreview,
  person: Person,
  note: Note,
  name: 'look-up' | 'look-again',
): Promise<boolean> {
  if (!look_up) {
    note(skipped(name, 'This account lists no posts of its own.', `Look at ${place} yourself.`));
    return false;
  }
  let waited = 0;
  for (let wait = shortestWait; ; wait = Math.min(wait * 2, longestWait)) {
    const answer = await client.call<SmokeTestLook>('POST', '/api/smoke-tests/look-up', { mark });
    if (!answer.ok) return note(failed(name, answer.error)).result === 'ok';
    const { again, ...step } = answer.body;
    const left = looks_for_ms - waited;
    if (!again || left <= 0)
      return note({ ...step, name, took_ms: step.took_ms + waited }).result === 'ok';
    person.waits(left);
    await pause(Math.min(wait, left));
    waited += Math.min(wait, left);
  }
}

const shortestWait = 500;
const longestWait = 5000;

async function takeBack(
  client: Client,
  preview: SmokeTestPreview,
  person: Person,
  note: Note,
  { keep, isThere }: { readonly keep: boolean; readonly isThere: boolean },
): Promise<void> {
  if (keep) return void note(skipped('remove', 'It stays, as you said.', ''));
  if (!isThere)
    return void note(skipped('remove', 'It is not known what to remove.', byHand(preview)));
  if (!(await person.mayRemove()))
    return void note(skipped('remove', 'It stays.', byHand(preview)));
  const { mark } = preview;
  const answer = await client.call<SmokeTestStep>('POST', '/api/smoke-tests/remove', { mark });
  const step = note(answer.ok ? answer.body : failed('remove', answer.error));
  if (step.result === 'ok') await lookUp(client, preview, person, note, 'look-again');
}

const byHand = ({ place, mark }: SmokeTestPreview): string =>
  `Look at ${place} for the mark ${mark}, and remove the post by hand.`;

const skipped = (name: Told['name'], message: string, remedy: string): Told => ({
  name,
  result: 'skipped',
  took_ms: 0,
  message,
  remedy,
  remote_url: null,
});

const failed = (name: Told['name'], { code, title, detail }: ApiProblem): Told => ({
  ...skipped(name, title, detail),
  result: openEnded.has(code) ? 'unknown' : 'problem',
});

const lost = (preview: SmokeTestPreview, error: ApiProblem): Told => ({
  ...failed('post', error),
  remedy: `${byHand(preview)} It is not posted again.`,
});

function documentOf(
  { looks_for_ms: _, removable: __, ...preview }: SmokeTestPreview,
  steps: readonly Told[],
): SmokeTestDocument {
  const ok = steps.every(({ result }) => result === 'ok' || result === 'skipped');
  return { schema: 'broadsheet/smoke-test@1', ok, ...preview, steps };
}
