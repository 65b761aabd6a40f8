import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { loopbackCertificate, loopbackKey } from './certificate.ts';

export interface RawServer {
  readonly port: number;
  /** Connections that were made, through the handshake where there is one. */
  readonly connections: number;
  /** Everything that arrived, from all connections. */
  readonly received: string;
  /** Resolves when what arrived fits. */
  arrived(pattern: RegExp): Promise<void>;
  /** Resolves when a connection stands. */
  connected(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a raw server does; both are told of the connection and of everything that came so far. */
export interface RawBehaviour {
  readonly secure?: boolean;
  connect?(socket: Socket): void;
  data?(socket: Socket, received: string): void;
}

/** A server on loopback below HTTP: it answers what it is told to, byte by byte. */
export async function rawServer(behaviour: RawBehaviour): Promise<RawServer> {
  let received = '';
  let connections = 0;
  let changed = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const until = async (holds: () => boolean) => {
    while (!holds()) await changed.promise;
  };
  const accept = (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('utf8');
      behaviour.data?.(socket, received);
      tell();
    });
    behaviour.connect?.(socket);
    tell();
  };
  const server: Server = behaviour.secure
    ? createSecureServer({ key: loopbackKey, cert: loopbackCertificate }, accept)
    : createServer(accept);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    get received() {
      return received;
    },
    arrived: (pattern) => until(() => pattern.test(received)),
    connected: () => until(() => connections > 0),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A port on loopback where nobody listens. */
export async function closedPort(): Promise<number> {
  await using server = await rawServer({});
  return server.port;
}
