import { type IncomingHttpHeaders, request } from 'node:http';

/** What a client hears of one request. */
export interface Heard {
  /** 0 where there was no whole answer. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly error: string | null;
}

export interface Asking {
  readonly key?: string;
  readonly signal?: AbortSignal;
  readonly token?: string;
}

/** One request on a connection of its own. */
export function call(
  method: string,
  url: string,
  body: object | null,
  asking: Asking,
): Promise<Heard> {
  const { key, signal, token } = asking;
  return new Promise((resolve) => {
    const failed = (error: Error & { code?: string }) =>
      resolve({ status: 0, headers: {}, body: '', error: error.code ?? error.name });
    const client = request(url, {
      method,
      agent: false,
      ...(signal && { signal }),
      headers: {
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
    });
    client.on('error', failed);
    client.on('response', (response) => {
      let said = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
      response.on('error', failed);
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: said, error: null });
      });
    });
    client.end(body === null ? '' : JSON.stringify(body));
  });
}
