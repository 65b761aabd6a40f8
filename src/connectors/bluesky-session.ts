import { z } from 'zod';
import type { Removing } from '../application/ports/account.ts';
import { type Result, success } from '../domain/result.ts';
import { addMilliseconds } from '../domain/time.ts';
import { guarding, type OwnServer } from '../http/guard.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer } from '../http/message.ts';
import { accountClosed, passwordRefused } from './bluesky-errors.ts';
import type { Telling, Verdict } from './http/classify.ts';
import { prepare } from './http/prepare.ts';

/** Who may write for a while. */
export interface Session {
  readonly token: string;
  /** It is not of this request: it may have ended since, whatever it says. */
  readonly kept: boolean;
}

export interface Sessions {
  /** @returns a session; else what comes of a publication that can't have one: nothing was sent */
  open(wire: Removing, telling: Telling): Promise<Result<Session, Verdict>>;
  /** The one that is kept was refused. */
  forget(): void;
}

interface Login extends OwnServer {
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
export function sessionsOf(login: Login): Sessions {
  const { base_url, did, password } = login;
  let kept: { readonly token: string; readonly until: string } | null = null;
  return {
    async open(wire, telling) {
      if (kept && wire.now() < kept.until) return success({ token: kept.token, kept: true });
      const opened = await prepare(
        {
          method: 'POST',
          url: `${base_url}/xrpc/com.atproto.server.createSession`,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ identifier: did, password }),
          ...guarding(login),
        },
        wire,
        {
          telling,
          what: 'a session',
          ownMeaning: (answer) =>
            isRefusal(answer)
              ? (accountClosed(answer, telling) ?? passwordRefused(answer, telling))
              : null,
          read: ({ body }) => {
            const session = readJson(created, body);
            return session?.did === did ? session : null;
          },
        },
      );
      if (!opened.ok) return opened;
      const session = opened.value;
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

/** 429 asks to wait. */
const isRefusal = ({ status }: HttpAnswer): boolean =>
  status >= 400 && status < 500 && status !== 429;
