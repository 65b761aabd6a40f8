import type { NumberedEvent } from '../application/events.ts';
import type { Services } from '../application/services.ts';

/** Milliseconds. Not every entry of the audit trail wakes somebody. */
const patience = 1000;

/** In turns of {@link patience}: proxies close what is silent for a minute. */
const silence = 15;

/**
 * Answers with server-sent events until the listener goes away or the process is to end.
 *
 * @param next reads what is new; null: nothing more is to be heard
 * @param closed called once, when it is over
 */
export function eventStream(
  services: Services,
  next: () => Promise<readonly NumberedEvent[] | null>,
  closed: () => void,
): Response {
  const ended = new AbortController();
  const end = () => ended.abort();
  services.stopping.addEventListener('abort', end, { once: true });
  let wake = () => {};
  const unlisten = services.store.listen(() => wake());
  const text = new TextEncoder();
  const pause = () =>
    Promise.race([
      services.pause(patience),
      new Promise<void>((resolve) => {
        wake = resolve;
        if (ended.signal.aborted) resolve();
        ended.signal.addEventListener('abort', () => resolve(), { once: true });
      }),
    ]);
  let quiet = 0;
  const stream = new ReadableStream<Uint8Array>({
    start: (out) => out.enqueue(text.encode(': listening\n\n')),
    async pull(out) {
      while (!ended.signal.aborted) {
        // A database that is away is asked again; the listener misses nothing.
        const events = await next().catch(() => []);
        if (events === null) {
          end();
          break;
        }
        if (events.length > 0) {
          quiet = 0;
          return out.enqueue(text.encode(events.map(line).join('')));
        }
        quiet += 1;
        if (quiet % silence === 0) return out.enqueue(text.encode(': still here\n\n'));
        await pause();
      }
      out.close();
    },
    cancel: end,
  });
  ended.signal.addEventListener('abort', () => {
    services.stopping.removeEventListener('abort', end);
    void unlisten();
    closed();
  });
  return new Response(stream, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
  });
}

const line = ({ id, event }: NumberedEvent): string =>
  `id: ${id}\nevent: delivery\ndata: ${JSON.stringify(event)}\n\n`;
