import type { ServerResponse } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import { answer, breakOff, type Dialect, type Reply } from './dialect.ts';
import type { AcceptFault, CreateFault, RefuseFault } from './fault.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Draft, Fired, Network, Taken } from './network.ts';

/** One request to make a post, arrived whole. */
export interface Create {
  readonly network: Network;
  readonly dialect: Dialect;
  readonly response: ServerResponse;
  /** Where it was sent to, with its query. */
  readonly address: string;
  readonly token: string | null;
  readonly account: string;
  readonly key: string | null;
  readonly draft: Draft;
  /** Stops listening for a while. */
  readonly refuse: (ms: number) => void;
}

/** Answers, or fails as told. */
export async function perform(create: Create, fault: CreateFault, fired: Fired): Promise<void> {
  switch (fault.kind) {
    case 'hang':
      return;
    case 'drop':
      return reset(create);
    case 'redirect-307':
    case 'unauthorised':
    case 'forbidden':
    case 'bad-request':
    case 'error-500':
    case 'error-503':
    case 'rate-limited':
    case 'duplicate':
      return answer(create.response, refusal(create, fault));
    case 'accept-late':
      return acceptLate(create, fault, fired);
    default:
      return reply(create, fault, await accept(create, fault));
  }
}

async function accept(create: Create, lag: AcceptFault): Promise<Reply> {
  const { network, account, key, draft } = create;
  return replyTo(create, await network.accept(account, key, draft, lag));
}

function replyTo({ dialect }: Create, taken: Taken): Reply {
  switch (taken.kind) {
    case 'made':
      return dialect.made(taken.entry);
    case 'double':
      return doubleIn(dialect, taken.earlier);
    case 'key-conflict':
      return dialect.refused('key-conflict', 'the key was used for another post');
  }
}

function doubleIn(dialect: Dialect, earlier: LedgerEntry | null): Reply {
  if (!dialect.double) throw new Error('this vendor takes doubles: it can not refuse one');
  return dialect.double(earlier);
}

/** It is public; the answer arrives, or is lost in one way or another. */
async function reply(create: Create, fault: AcceptFault, made: Reply): Promise<void> {
  switch (fault.kind) {
    case 'accept-hang':
      return;
    case 'accept-fin':
      create.response.socket?.end();
      return;
    case 'accept-reset':
      return reset(create);
    case 'accept-error-500':
      return answer(create.response, refusal(create, { kind: 'error-500' }));
    case 'accept-truncated':
      return breakOff(create.response, made, 0.9);
    case 'accept-garbage':
      create.response.writeHead(made.status, { 'content-type': 'application/json' });
      create.response.end('<html>Your post was made!</html>');
      return;
    case 'slow':
      await after(fault.ms);
      return answer(create.response, made);
    case 'refuse-next':
      // Before the answer: nobody who has heard it can connect.
      create.refuse(fault.ms);
      return answer(create.response, made);
    default:
      return answer(create.response, made);
  }
}

/** The client has given up, or looked in vain, when it becomes public after all. */
async function acceptLate(
  create: Create,
  fault: AcceptFault & { kind: 'accept-late' },
  fired: Fired,
): Promise<void> {
  const { network, response, account } = create;
  const late = network.owe(account);
  response.once('close', () => network.tell());
  if (fault.clientGone) await network.until(() => late.overdue || response.destroyed);
  const before = network.lookedAt(account);
  const enough = before + fault.lookUps;
  await network.until(() => late.overdue || network.lookedAt(account) >= enough);
  await after(fault.delayMs);
  await accept(create, fault);
  fired.done = true;
  network.tell();
}

type Refusing = Exclude<RefuseFault, { readonly kind: 'hang' | 'drop' }>;

function refusal(create: Create, fault: Refusing): Reply {
  const { network, dialect, address, account, draft } = create;
  switch (fault.kind) {
    case 'redirect-307':
      return { status: 307, body: {}, headers: { location: `/moved${address}` } };
    case 'rate-limited':
      return dialect.wait(fault.seconds, fault.form, Date.now() + network.options.skewMs);
    case 'duplicate':
      return doubleIn(dialect, fault.named ? network.latest(account, draft.text) : null);
    default:
      return dialect.refused(fault.kind, quoting(create, words[fault.kind]));
  }
}

const words = {
  unauthorised: 'this token is not known',
  forbidden: 'this token may not post here',
  'bad-request': 'the post is not as it should be',
  'error-500': 'something is broken',
  'error-503': 'we are busy',
};

/** A network of bad manners: its errors quote the token, which nobody may pass on. */
const quoting = ({ token }: Create, said: string): string =>
  token === null ? said : `${said}: ${token}`;

const reset = ({ response }: Create): void => {
  response.socket?.resetAndDestroy();
};
