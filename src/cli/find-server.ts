import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A server that runs on this data directory, as it wrote itself down there. */
export interface Server {
  readonly url: string;
  readonly token: string;
  /** Names this start of it: anybody may see it. */
  readonly id: string;
}

/**
 * The server of a data directory, while it runs. A killed one leaves its note behind, and its port
 * may since be another's: only who knows the id is sent the token.
 */
export async function findServer(options: {
  readonly config: string;
  readonly data?: string;
}): Promise<Server | null> {
  const data = resolve(options.data ?? join(dirname(resolve(options.config)), '.broadsheet'));
  try {
    const server = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as Server;
    const answer = await fetch(new URL('/healthz', server.url), {
      signal: AbortSignal.timeout(5000),
      redirect: 'error',
    });
    const { id } = (await answer.json()) as Partial<Server>;
    return id !== undefined && id === server.id ? server : null;
  } catch {
    return null;
  }
}
