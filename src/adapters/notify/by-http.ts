import type { ChannelProblem } from '../../application/ports/channel.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { excerpt } from '../../http/excerpt.ts';
import type { HttpRequest } from '../../http/message.ts';
import { lookUp } from '../../http/send.ts';
import { notTold } from './not-told.ts';

const timeout = 15_000;

/** So many requests that another one would meet the same answer. */
const tooMany = 429;

export interface ByHttp {
  readonly name: string;
  /** Never shown, even where the receiver quotes them. */
  readonly secrets: readonly string[];
  /** Statuses beside 2xx by which the receiver says that it has the letter. */
  readonly taken?: readonly number[];
}

/** Makes one request to a channel's receiver, and says whether it took it. */
export async function ask(
  request: HttpRequest,
  { name, secrets, taken = [] }: ByHttp,
): Promise<Result<void, ChannelProblem>> {
  const answer = await lookUp(request, AbortSignal.timeout(timeout));
  if (answer.kind === 'no-answer') return failure(notTold(name, answer.error.message, false));
  const { status, body } = answer;
  if ((status >= 200 && status < 300) || taken.includes(status)) return success(undefined);
  const said = excerpt(body, secrets);
  const why = `its receiver answered ${status}${said === '' ? '' : ` "${said}"`}`;
  return failure(notTold(name, why, status !== tooMany));
}

/** A JSON document to an address. */
export const posting = (url: string, document: object): HttpRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(document),
});
