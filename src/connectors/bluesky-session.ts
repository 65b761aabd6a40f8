import { z } from 'zod';
import type { Wire } from '../application/ports/account.ts';
import type { Outcome } from '../domain/outcome.ts';
import { failure, type Result, success } from '../domain/result.ts';
import { addMilliseconds } from '../domain/time.ts';
import { accountClosed, passwordRefused } from './bluesky-errors.ts';
import { deferred, type Telling } from './http/classify.ts';
import { readJson } from './http/json.ts';
import type { LookUp } from './http/message.ts';
import { lookUp } from './http/send.ts';

/** Who may write for a while. */
export interface Session {
  readonly token: string;
  /** It is not of this request: it may have ended since, whatever it says. */
  readonly kept: boolean;
}

export interface Sessions {
  /** @returns a session; else what comes of a publication that can't have one: nothing was sent */
  open(wire: Wire, telling: Telling): Promise<Result<Session, Outcome>>;
  /** The one that is kept was refused. */
  forget(): void;
}

interface Login {
  readonly base_url: string;
  readonly did: string;
  readonly password: string;
}

const created = z.object({ accessJwt: z.string().min(1), did: z.string() });

/** It is renewed so long before it ends, in milliseconds. */
const margin = 60_000;

/**
 * Sessions of one account, by an app password
 * (https://docs.bsky.app/docs/api/com-atproto-server-create-session). Only so many may be made in a day,
 * so one is kept for as long as it says that it lasts.
 */
export function sessionsOf({ base_url, did, password }: Login): Sessions {
  let kept: { readonly token: string; readonly until: string } | null = null;
  return {
    async open(wire, telling) {
      if (kept && wire.now() < kept.until) return success({ token: kept.token, kept: true });
      const answer = await lookUp(
        {
          method: 'POST',
          url: `${base_url}/xrpc/com.atproto.server.createSession`,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ identifier: did, password }),
        },
        wire.signal,
      );
      const made = answer.kind === 'answered' && answer.status === 200 ? answer : null;
      const session = made && readJson(created, made.body);
      if (session?.did !== did) return failure(refusal(answer, wire, telling));
      const until = endOf(session.accessJwt);
      kept = until === null ? null : { token: session.accessJwt, until };
      return success({ token: session.accessJwt, kept: false });
    },
    forget() {
      kept = null;
    },
  };
}

const claims = z.object({ exp: z.int().positive() });

/** @returns ISO 8601; null where the token does not say it: then it is used once */
function endOf(token: string): string | null {
  const [, payload = ''] = token.split('.');
  const { exp } = readJson(claims, Buffer.from(payload, 'base64url').toString()) ?? {};
  if (exp === undefined || exp > 8_000_000_000) return null;
  return addMilliseconds(new Date(exp * 1000).toISOString(), -margin);
}

function refusal(answer: LookUp, wire: Wire, telling: Telling): Outcome {
  if (answer.kind === 'answered' && answer.status >= 400 && answer.status < 500)
    return answer.status === 429
      ? deferred(answer, telling)
      : (accountClosed(answer, telling) ?? passwordRefused(answer, telling));
  return notBegun(answer, wire, 'a session');
}

/**
 * What a publication needs beforehand was not to be had: nothing of it was sent.
 *
 * @param what it needs
 */
export function notBegun(answer: LookUp, wire: Wire, what: string): Outcome {
  if (answer.kind === 'no-answer')
    return { kind: wire.signal.aborted ? 'released' : 'rejected', error: answer.error };
  return {
    kind: 'rejected',
    error: {
      code: 'not-begun',
      message: `Bluesky answered ${answer.status} where it was asked for ${what}`,
      remedy: 'Nothing was sent. Look at `base_url` and `did` of the account, and at the server.',
    },
  };
}
