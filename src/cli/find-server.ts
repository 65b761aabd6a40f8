import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isLoopback } from '../domain/loopback.ts';
import { failure, type Result, success } from '../domain/result.ts';

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

/**
 * The server that a command is told of, whose key is in the environment; without one, that of its data
 * directory. A key goes to another machine encrypted only.
 */
export async function chooseServer(options: {
  readonly config: string;
  readonly data?: string;
  readonly server?: string;
}): Promise<Result<Pick<Server, 'url' | 'token'> | null>> {
  if (options.server === undefined) return success(await findServer(options));
  const url = URL.parse(options.server);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    return failure({
      code: 'server-invalid',
      message: '--server is no address of a server.',
      remedy: 'Write it as https://broadsheet.example; its key goes into BROADSHEET_API_KEY.',
    });
  if (url.protocol === 'http:' && !isLoopback(url.href))
    return failure({
      code: 'server-unencrypted',
      message: 'The key would go to another machine unencrypted.',
      remedy: 'Put the server behind https://, or reach it through a tunnel to this machine.',
    });
  const token = process.env.BROADSHEET_API_KEY;
  if (!token)
    return failure({
      code: 'key-missing',
      message: 'A server is named, and no key for it.',
      remedy:
        'Put one into BROADSHEET_API_KEY; `broadsheet keys create`, on its machine, makes it.',
    });
  return success({ url: url.href, token });
}
