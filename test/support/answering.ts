import { rawServer } from './raw-server.ts';

/** A vendor that gives one answer to whatever is asked, whole. */
export interface Answering {
  readonly url: string;
  /** What arrived. */
  request(): {
    /** `POST` */
    readonly method: string;
    /** Path and query. */
    readonly target: string;
    readonly head: string;
    readonly body: string;
  };
  [Symbol.asyncDispose](): Promise<void>;
}

/** @param answer sent as JSON, or as it is where it is a text */
export async function answering(
  status: number,
  answer: object | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answering> {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  const head = Object.entries({ ...headers, 'Content-Length': `${Buffer.byteLength(text)}` })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  const server = await rawServer({
    data: (socket, received) =>
      isWhole(received) && socket.end(`HTTP/1.1 ${status} Said\r\n${head}\r\n${text}`),
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    request() {
      const [head = '', body = ''] = split(server.received);
      const [method = '', target = ''] = head.split(' ');
      return { method, target, head, body };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const split = (received: string): readonly string[] => received.split('\r\n\r\n', 2);

function isWhole(received: string): boolean {
  const [head = '', body] = split(received);
  const announced = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return body !== undefined && Buffer.byteLength(body) >= announced;
}
