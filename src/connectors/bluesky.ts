import { z } from 'zod';
import type { Asking, Publication, Removing, Wire } from '../application/ports/account.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome, Owner, Removal } from '../domain/outcome.ts';
import { type Result, success } from '../domain/result.ts';
import { guarding } from '../http/guard.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer, HttpRequest } from '../http/message.ts';
import { accountClosed, saidIn } from './bluesky-errors.ts';
import { type Reply, recordKey, recordOf } from './bluesky-record.ts';
import { type Session, type Sessions, sessionsOf } from './bluesky-session.ts';
import { defineConnector } from './connector.ts';
import { doubled, type Telling, unauthorised } from './http/classify.ts';
import { askOwner } from './http/owner.ts';
import { prepare } from './http/prepare.ts';
import { type Made, publishOnce } from './http/publish.ts';
import { removeOnce } from './http/remove.ts';
import { duration, serverSettings } from './settings.ts';

const settings = z.strictObject({
  did: z
    .string()
    .regex(/^did:(?:plc:[a-z2-7]{24}|web:[\w.%:-]+)$/, 'must be the DID of the account: did:plc:…'),
  password: z.string().min(1),
  ...serverSettings('https://bsky.social'),
  timeout: duration.default(30_000),
});

type Settings = z.infer<typeof settings>;

const collection = 'app.bsky.feed.post';

/**
 * An account of Bluesky, on any server: `com.atproto.repo.putRecord`
 * (https://docs.bsky.app/docs/api/com-atproto-repo-put-record) under a key of our own, where nothing may
 * be yet. The same record again is answered as the first was, any other is refused, so that a repeat
 * tells what became of a lost answer.
 */
export const bluesky = defineConnector({
  id: 'bluesky',
  name: 'Bluesky',
  settings,
  bind(chosen) {
    const sessions = sessionsOf(chosen);
    const account = `bluesky:${chosen.did}`;
    return {
      network: 'bluesky',
      account,
      local: isLoopback(chosen.base_url),
      timeoutMilliseconds: chosen.timeout,
      idempotency: 'key',
      threadsByReply: true,
      remoteIdOf: (address) => uriAt(chosen, address),
      publish: (publication, wire) => publish(chosen, sessions, publication, wire),
      remove: (uri, wire) => remove(chosen, sessions, uri, wire),
      owner: (wire) => owner(chosen, sessions, wire),
    };
  },
});

const tellingOf = (
  { password }: Settings,
  { startedAt }: Pick<Publication, 'startedAt'>,
): Telling => ({
  network: 'Bluesky',
  now: startedAt,
  secrets: [password],
  wordsOf: (body) => saidIn(body).words,
});

async function publish(
  chosen: Settings,
  sessions: Sessions,
  publication: Publication,
  wire: Wire,
): Promise<Outcome> {
  const told = tellingOf(chosen, publication);
  const opened = await sessions.open(wire, told);
  if (!opened.ok) return opened.error;
  const session = opened.value;
  const reply = await replyTo(chosen, publication, wire, told);
  if (!reply.ok) return reply.error;
  const telling = { ...told, secrets: [...told.secrets, session.token] };
  const rkey = recordKey(publication);
  const ours = postOf(`at://${chosen.did}/${collection}/${rkey}`);
  return publishOnce(
    {
      method: 'POST',
      url: `${chosen.base_url}/xrpc/com.atproto.repo.putRecord`,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${session.token}`,
      },
      body: JSON.stringify({
        repo: chosen.did,
        collection,
        rkey,
        record: recordOf(publication, reply.value),
        // Only where there is none yet, or the very same.
        swapRecord: null,
      }),
      ...guarding(chosen),
    },
    wire,
    {
      telling,
      ownMeaning: (answer) => meaningOf(answer, telling, { session, sessions, ours }),
      made: ({ body }) => (readJson(record, body)?.uri === ours.remoteId ? ours : null),
    },
  );
}

const record = z.object({ uri: z.string(), cid: z.string().min(1) });

const uriShape = /^at:\/\/(did:[^/]+)\/app\.bsky\.feed\.post\/([\w.~:-]+)$/;

/** @param uri of a record of the account */
function postOf(uri: string): Made {
  const [, did, rkey] = uriShape.exec(uri) ?? [];
  return { remoteId: uri, remoteUrl: `https://bsky.app/profile/${did}/post/${rkey}` };
}

/** A handle stands for whom it belongs to now: taken for the account, whose post it is said to be. */
function uriAt({ did }: Settings, address: string): string | null {
  const shape = /^https:\/\/bsky\.app\/profile\/([^/?#]+)\/post\/([\w.~:-]+)(?:[/?#]|$)/;
  const [, who = '', rkey] = shape.exec(address) ?? [];
  if (rkey === undefined || (who.startsWith('did:') && who !== did)) return null;
  return `at://${did}/${collection}/${rkey}`;
}

const parentRecord = record.extend({
  value: z.object({ reply: z.object({ root: record }).optional() }),
});

/**
 * What the next part replies to: the part before, whose hash its server knows, and what that one
 * belongs to itself. This changes nothing.
 *
 * @returns null for a first part; else what comes of a publication that has nothing to reply to
 */
async function replyTo(
  chosen: Settings,
  { replyTo: uri }: Publication,
  wire: Wire,
  telling: Telling,
): Promise<Result<Reply | null, Outcome>> {
  if (uri === null) return success(null);
  const [, , rkey = ''] = uriShape.exec(uri) ?? [];
  const query = new URLSearchParams({ repo: chosen.did, collection, rkey });
  const url = `${chosen.base_url}/xrpc/com.atproto.repo.getRecord?${query}`;
  return prepare({ method: 'GET', url, ...guarding(chosen) }, wire, {
    telling,
    what: 'the part before',
    ownMeaning: (answer) => accountClosed(answer, telling),
    read: ({ body }) => {
      const found = readJson(parentRecord, body);
      const parent = found && { uri: found.uri, cid: found.cid };
      return parent && { root: found.value.reply?.root ?? parent, parent };
    },
  });
}

/** What of the session is refused, whatever the status. */
const ofSession: ReadonlySet<string> = new Set(['InvalidToken', 'ExpiredToken']);

interface Standing {
  readonly session: Session;
  readonly sessions: Sessions;
  readonly ours: Made;
}

/** What Bluesky means otherwise than networks in general. */
function meaningOf(
  answer: HttpAnswer,
  telling: Telling,
  { session, sessions, ours }: Standing,
): Outcome | null {
  const { status } = answer;
  if (status < 400 || status >= 500) return null;
  const closed = accountClosed(answer, telling);
  if (closed) return closed;
  const { name } = saidIn(answer.body);
  if (status === 401 || ofSession.has(name)) {
    sessions.forget();
    return session.kept ? ended(answer, telling) : unauthorised(answer, telling);
  }
  // Under our key is what an earlier attempt made, at another time.
  return name === 'InvalidSwap' ? doubled(answer, telling, ours) : null;
}

/** The session was over before it said so; the next one is made anew. */
const ended = (answer: HttpAnswer, telling: Telling): Outcome => ({
  kind: 'deferred',
  afterSeconds: 1,
  error: {
    ...unauthorised(answer, telling).error,
    code: 'session-ended',
    remedy: 'It is sent again by itself, with a new session.',
  },
});

/**
 * `com.atproto.repo.deleteRecord`: the record is not there afterwards, whether it was or not
 * (https://docs.bsky.app/docs/api/com-atproto-repo-delete-record).
 */
async function remove(
  chosen: Settings,
  sessions: Sessions,
  uri: string,
  wire: Removing,
): Promise<Removal> {
  const told = tellingOf(chosen, { startedAt: wire.now() });
  const opened = await sessions.open(wire, told);
  if (!opened.ok) return { kind: 'refused', error: opened.error.error };
  const { token } = opened.value;
  const [, , rkey = ''] = uriShape.exec(uri) ?? [];
  return removeOnce(
    {
      method: 'POST',
      url: `${chosen.base_url}/xrpc/com.atproto.repo.deleteRecord`,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ repo: chosen.did, collection, rkey }),
      ...guarding(chosen),
    },
    wire.signal,
    {
      telling: { ...told, secrets: [...told.secrets, token] },
      ownMeaning({ status, body }) {
        if (status === 401 || ofSession.has(saidIn(body).name)) sessions.forget();
        // What is not there is no error here: this server is another, or has no such method.
        return status === 404 ? 'refused' : null;
      },
    },
  );
}

const current = z.object({ did: z.string(), handle: z.string() });

/** https://docs.bsky.app/docs/api/com-atproto-server-get-session */
async function owner(chosen: Settings, sessions: Sessions, wire: Asking): Promise<Owner> {
  const told = tellingOf(chosen, { startedAt: wire.now() });
  const opened = await sessions.open(wire, told);
  if (!opened.ok) {
    const { kind, error } = opened.error;
    return { kind: kind === 'unauthorised' ? 'refused' : 'unclear', error };
  }
  const { token } = opened.value;
  const request: HttpRequest = {
    method: 'GET',
    url: `${chosen.base_url}/xrpc/com.atproto.server.getSession`,
    headers: { authorization: `Bearer ${token}` },
    ...guarding(chosen),
  };
  return askOwner(request, wire, {
    telling: { ...told, secrets: [...told.secrets, token] },
    read({ body }) {
      const found = readJson(current, body);
      return (
        found && {
          name: `@${found.handle} (${found.did})`,
          configured: found.did === chosen.did ? null : `\`did\` ${chosen.did}`,
        }
      );
    },
    remedy: 'Look at `did` and `password` of the account.',
  });
}
