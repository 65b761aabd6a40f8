import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server on which answers get lost. */
export interface LosingProxy {
  readonly port: number;
  /**
   * The answer to what a connection sent is lost where that fits: the server has what it was sent,
   * and the client's connection breaks off. Null: nothing is lost.
   */
  loses: RegExp | null;
  /** Answers that were lost. */
  readonly losses: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Listens on loopback for a server there. @param server its port */
export async function losingProxy(server: number): Promise<LosingProxy> {
  let loses: RegExp | null = null;
  let losses = 0;
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    let sent = '';
    const onward = connect(server, '127.0.0.1');
    for (const socket of [client, onward]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => {});
    }
    client.on('data', (chunk: Buffer) => {
      sent += chunk.toString('latin1');
      onward.write(chunk);
    });
    onward.on('data', (chunk: Buffer) => {
      if (!loses?.test(sent)) return void client.write(chunk);
      losses += 1;
      client.resetAndDestroy();
      onward.end();
    });
    client.on('end', () => onward.end());
    client.on('close', () => onward.end());
    onward.on('close', () => client.end());
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    get loses() {
      return loses;
    },
    set loses(next) {
      loses = next;
    },
    get losses() {
      return losses;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}
