import type { Visit, Visitor } from '../../application/ports/visitor.ts';
import { type Guard, internalAddress, publicOnly } from '../../http/guard.ts';
import type { HttpRequest, LookUp } from '../../http/message.ts';
import { lookUp } from '../../http/send.ts';

const timeoutMilliseconds = 10_000;

/** Names the product, so that whoever reads a log knows who asks. */
const userAgent = 'Broadsheet (link check)';

/**
 * Asks by HEAD, and by GET where that is refused: many servers answer HEAD otherwise than a page.
 * No body is read. Nothing goes inside of a network, unless that is allowed: a link is written by
 * whoever may write a sheet, and may point anywhere.
 *
 * @param allowLocal also asks servers on this machine and in the network around it
 */
export function linkVisitor(allowLocal: boolean, guard: Guard = publicOnly): Visitor {
  const ask = (method: 'HEAD' | 'GET', url: string): Promise<LookUp> => {
    const request: HttpRequest = {
      method,
      url,
      headers: { 'user-agent': userAgent, accept: 'text/html, */*;q=0.8' },
      withoutBody: true,
      ...(!allowLocal && { guard }),
    };
    return lookUp(request, AbortSignal.timeout(timeoutMilliseconds));
  };
  return async (url) => {
    const head = await ask('HEAD', url);
    if (head.kind === 'answered' && head.status < 400) return visitOf(head);
    if (head.kind === 'no-answer' && head.error.code === 'no-connection') return visitOf(head);
    return visitOf(await ask('GET', url));
  };
}

function visitOf(answer: LookUp): Visit {
  if (answer.kind === 'answered')
    return {
      kind: 'answered',
      status: answer.status,
      location: answer.headers.location ?? null,
    };
  const { message } = answer.error;
  return { kind: 'no-answer', why: message, internal: message.includes(internalAddress) };
}
