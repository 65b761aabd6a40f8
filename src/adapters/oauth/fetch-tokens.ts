import type { CustomFetch } from 'openid-client';

/** An answer over this size is not read: tokens take a few KiB. */
const largestAnswer = 1024 * 1024;

/** Of `openid-client` comes the time limit, as the signal, which also ends the reading of a body. */
export const fetchTokens: CustomFetch = async (url, options) => {
  const headers = { ...options.headers, 'user-agent': 'server:broadsheet:v0.1' };
  const response = await fetch(url, { ...options, headers } as RequestInit);
  const { status } = response;
  const body = await textOf(response);
  if (status === 200)
    return new Response(inStandardForm(body), {
      status,
      headers: { 'content-type': 'application/json' },
    });
  return new Response(body === '' ? null : body, { status, headers: headersOf(response) });
};

class TooLarge extends Error {
  readonly code = 'answer-over-1-MiB';
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop ends the connection.
    if (size > largestAnswer) throw new TooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Without what was said of the body as it was sent. */
function headersOf(response: Response): Headers {
  const headers = new Headers(response.headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding'])
    headers.delete(name);
  return headers;
}

/**
 * LinkedIn's answers, as documented, leave out the type that the standard asks for. What is null is as
 * if it was left out: an answer that was refused for it would take the new refresh token with it.
 */
function inStandardForm(body: string): string {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer !== 'object' || answer === null) return body;
    const said = Object.entries(answer).filter(([, value]) => value !== null);
    return JSON.stringify({ token_type: 'bearer', ...Object.fromEntries(said) });
  } catch {
    return body;
  }
}
