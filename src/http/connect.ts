import { once } from 'node:events';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import { failure, type Result, success } from '../domain/result.ts';
import { type Guard, internalAddress } from './guard.ts';
import { codeOf } from './message.ts';

/**
 * A fresh connection, through the TLS handshake where the address asks for one. Not a byte of a
 * request has been written.
 *
 * Connections are not kept for a next request: when a server drops an idle one just as a request
 * is written to it, the reset looks the same as one after the request was taken. That would leave
 * a post unknown for nothing.
 *
 * @param guard is asked about every address before anything goes there; a host name is looked up
 *   once, so that what was checked is what is connected to
 * @returns the error's code where there is no connection
 */
export async function connect(
  url: URL,
  signal: AbortSignal,
  guard?: Guard,
): Promise<Result<Socket, string>> {
  const host = hostOf(url);
  // A host that is an address is not looked up.
  if (guard && isIP(host) !== 0 && !guard.allows(host)) return failure(internalAddress);
  const secure = url.protocol === 'https:';
  const socket = secure ? openSecure(url, guard) : openPlain(url, guard);
  // `once` stops listening when it is done; an error after that must not end the process.
  socket.on('error', () => {});
  try {
    await once(socket, secure ? 'secureConnect' : 'connect', { signal });
    return success(socket);
  } catch (error) {
    socket.destroy();
    return failure(signal.aborted ? 'took-too-long' : codeOf(error));
  }
}

/** Without the brackets that a URL puts around an IPv6 address. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const openPlain = (url: URL, guard?: Guard): Socket =>
  connectPlain({
    host: hostOf(url),
    port: Number(url.port) || 80,
    noDelay: true,
    ...(guard && { lookup: guard.lookup }),
  });

function openSecure(url: URL, guard?: Guard): Socket {
  const host = hostOf(url);
  // RFC 6066 section 3: a server name is never an IP address.
  const named = isIP(host) === 0 ? { servername: host } : {};
  const socket = connectSecure({
    host,
    port: Number(url.port) || 443,
    ALPNProtocols: ['http/1.1'],
    ...named,
    ...(guard && { lookup: guard.lookup }),
  });
  return socket.setNoDelay(true);
}
