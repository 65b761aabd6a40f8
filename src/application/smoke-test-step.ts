import type { Problem } from '../domain/result.ts';
import { smokeTestWords } from '../domain/smoke-test.ts';
import type { Account, Publication } from './ports/account.ts';
import type { SmokeTest } from './ports/smoke-tests.ts';
import type { Services } from './services.ts';

/** What one request of a smoke test showed. */
export interface SmokeTestStep {
  /** `look-again`: whether it is gone after it was removed. */
  readonly name: 'post' | 'look-up' | 'remove' | 'look-again';
  /** `problem`: it did not do what it should; `unknown`: whether it did is not known. */
  readonly result: 'ok' | 'problem' | 'unknown';
  /** Real time that the network took. */
  readonly took_ms: number;
  readonly message: string;
  /** What to do about it; empty where there is nothing to do. */
  readonly remedy: string;
  /** Where the test post is to be seen; null where the network does not say it, or where it is not. */
  readonly remote_url: string | null;
}

/** The same step after it was worth another look. */
export interface SmokeTestLook extends SmokeTestStep {
  /** The network may only be late: a later look may show it. */
  readonly again: boolean;
}

/** Runs one request, and says how long it took in whole milliseconds. */
export async function timed<T>(
  { elapsed }: Services,
  request: () => Promise<T>,
): Promise<{ readonly value: T; readonly took_ms: number }> {
  const began = elapsed();
  const value = await request();
  return { value, took_ms: Math.round(elapsed() - began) };
}

/** What people are told of an error, without secrets. */
export const told = (
  services: Services,
  { message, remedy }: Pick<Problem, 'message' | 'remedy'>,
) => ({
  message: services.redact(sentence(message)),
  remedy: services.redact(remedy),
});

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Connectors throw where they have a defect: that says nothing of what the network got. */
export const defect = (error: unknown): Problem => ({
  code: 'connector-defect',
  message: `The connector failed: ${error instanceof Error ? error.message : String(error)}`,
  remedy: 'Report the message.',
});

/** What to look for, and where. */
export const lookYourself = ({ mark }: SmokeTest, account: Account): string =>
  `Look at ${account.place} for a post with the mark ${mark}, and remove it by hand if it is there. It is not posted again.`;

/** The bytes of a test post: the same for its request and each look-up. */
export function publicationOfTest({ mark, stays, startedAt }: SmokeTest): Publication {
  const { title, text } = smokeTestWords(mark, stays);
  const name = `smoke-test-${mark}`;
  return {
    weekId: 'smoke-test',
    postId: name,
    deliveryId: name,
    attemptId: mark,
    idempotencyKey: `broadsheet-${name}`,
    attemptNumber: 1,
    part: 0,
    parts: [text],
    title,
    link: '',
    locale: 'en',
    replyTo: null,
    plannedAt: startedAt,
    startedAt,
  };
}
