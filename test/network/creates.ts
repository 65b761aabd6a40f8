import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { AcceptFault, CreateFault, RefuseFault } from './fault.ts';
import { type Answer, type Draft, duplicateOf, type Fired, type Network } from './network.ts';
import { waitAnswer } from './wait-answer.ts';

/** One request to make a post, arrived whole. */
export interface Create {
  readonly network: Network;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
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
      return answer(create, refusal(create, fault));
    case 'accept-late':
      return acceptLate(create, fault, fired);
    default:
      return reply(create, fault, await accept(create, fault));
  }
}

const accept = ({ network, account, key, draft }: Create, lag: AcceptFault) =>
  network.accept(account, key, draft, lag);

/** It is public; the answer arrives, or is lost in one way or another. */
async function reply(create: Create, fault: AcceptFault, made: Answer): Promise<void> {
  switch (fault.kind) {
    case 'accept-hang':
      return;
    case 'accept-fin':
      create.response.socket?.end();
      return;
    case 'accept-reset':
      return reset(create);
    case 'accept-error-500':
      return answer(create, refusal(create, { kind: 'error-500' }));
    case 'accept-truncated':
      return truncated(create, made);
    case 'accept-garbage':
      create.response.writeHead(201, { 'content-type': 'application/json' });
      create.response.end('<html>Your post was made!</html>');
      return;
    case 'slow':
      await after(fault.ms);
      return answer(create, made);
    case 'refuse-next':
      // Before the answer: nobody who has heard it can connect.
      create.refuse(fault.ms);
      return answer(create, made);
    default:
      return answer(create, made);
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
  const { network, request, account, draft } = create;
  switch (fault.kind) {
    case 'redirect-307':
      return { status: 307, body: {}, headers: { location: `/moved${request.url}` } };
    case 'rate-limited':
      return waitAnswer(fault.form, fault.seconds, Date.now() + network.options.skewMs);
    case 'duplicate':
      return duplicateOf(fault.named ? network.latest(account, draft.text) : null);
    case 'unauthorised':
      return { status: 401, body: quoting(create, 'this token is not known') };
    case 'forbidden':
      return { status: 403, body: quoting(create, 'this token may not post here') };
    case 'bad-request':
      return { status: 400, body: quoting(create, 'the post is not as it should be') };
    case 'error-500':
      return { status: 500, body: quoting(create, 'something is broken') };
    case 'error-503':
      return { status: 503, body: quoting(create, 'we are busy') };
  }
}

interface Reply extends Answer {
  readonly headers?: Readonly<Record<string, string>>;
}

/** A network of bad manners: its errors quote the token, which nobody may pass on. */
const quoting = ({ request }: Create, error: string) => ({
  error,
  you_sent: request.headers.authorization ?? null,
});

function truncated({ response }: Create, { status, body }: Answer): void {
  const json = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': json.length });
  response.write(json.slice(0, json.length - 8), () => response.socket?.end());
}

const reset = ({ response }: Create): void => {
  response.socket?.resetAndDestroy();
};

/** Answers with JSON. */
export function answer({ response }: Pick<Create, 'response'>, { status, body, headers }: Reply) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
