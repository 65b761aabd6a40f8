import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What goes wrong, and when. */
export type SmtpFault =
  | 'none'
  | 'refuse-recipient'
  /** The one whose name is `gone`. */
  | 'refuse-one-recipient'
  | 'defer-recipient'
  | 'refuse-password'
  /** Says the password in its answer, as a careless server might. */
  | 'refuse-password-aloud'
  /** Asks for the name and the password one after the other (AUTH LOGIN), and quotes what came. */
  | 'refuse-password-quoting'
  | 'refuse-content'
  | 'drop-after-content'
  | 'hang-after-content'
  | 'drop-before-content'
  | 'drop-within-content'
  | 'hang-at-greeting';

export interface FaultyMailServer {
  /** May be changed until somebody connects. */
  fault: SmtpFault;
  readonly url: string;
  /** Whole mails that the server has taken, whatever it answered. */
  readonly taken: readonly string[];
  /** All lines that came. */
  readonly heard: string;
  hears(pattern: RegExp): Promise<void>;
  /** Resolves when it has become silent, where it is told to hang. */
  readonly hangs: Promise<void>;
  /** Resolves when the first connection is over. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A mail server on loopback that speaks just enough SMTP to fail at a chosen point. */
export async function faultyMailServer(first: SmtpFault): Promise<FaultyMailServer> {
  let fault = first;
  const taken: string[] = [];
  let heard = '';
  let changed = Promise.withResolvers<void>();
  const hangs = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const hear = (line: string) => {
    heard += `${line}\n`;
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      ended.resolve();
    });
    socket.on('error', () => {});
    talk(socket, fault, { taken, hear, hang: hangs.resolve });
  });
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
    },
    taken,
    get heard() {
      return heard;
    },
    hears: async (pattern) => {
      while (!pattern.test(heard)) await changed.promise;
    },
    hangs: hangs.promise,
    ended: ended.promise,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What `AUTH PLAIN` holds: the name and the password. */
const credentials = (line: string): string =>
  Buffer.from(line.split(' ')[2] ?? '', 'base64')
    .toString('utf8')
    .replaceAll('\0', ' ');

interface Listener {
  readonly taken: string[];
  hear(line: string): void;
  hang(): void;
}

function talk(socket: Socket, fault: SmtpFault, { taken, hear, hang }: Listener): void {
  let buffer = '';
  let content: string | null = null;
  let login: string[] | null = null;
  const say = (line: string) => socket.write(`${line}\r\n`);
  if (fault === 'hang-at-greeting') hang();
  else say('220 test');
  socket.on('data', (chunk: Buffer) => {
    buffer += chunk.toString('utf8');
    for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      hear(line);
      if (login !== null) answerLogin(login, line);
      else if (content === null) content = command(line) ? '' : null;
      else if (line === '.') {
        taken.push(content);
        content = null;
        if (fault === 'drop-after-content') socket.destroy();
        else if (fault === 'refuse-content') say('554 5.7.1 no');
        else if (fault === 'hang-after-content') hang();
        else say('250 taken');
      } else if (fault === 'drop-within-content') return void socket.destroy();
      else content += `${line}\n`;
    }
  });
  function answerLogin(said: string[], line: string): void {
    said.push(line);
    if (said.length === 1) return void say('334 UGFzc3dvcmQ6');
    login = null;
    say(`535 5.7.8 no: ${said.join(' ')}`);
  }
  /** @returns true where the content begins */
  function command(line: string): boolean {
    const word = line.slice(0, 4).toUpperCase();
    if (word === 'EHLO') {
      say('250-test');
      if (fault === 'refuse-password-quoting') say('250 AUTH LOGIN');
      else say(fault.startsWith('refuse-password') ? '250 AUTH PLAIN' : '250 8BITMIME');
    } else if (word === 'AUTH' && fault === 'refuse-password-quoting') {
      login = [];
      say('334 VXNlcm5hbWU6');
    } else if (word === 'AUTH')
      say(`535 5.7.8 no${fault.endsWith('aloud') ? credentials(line) : ''}`);
    else if (word === 'STAR') say('502 5.5.1 no TLS here');
    else if (word === 'RCPT' && fault === 'refuse-recipient') say('550 5.1.1 unknown');
    else if (word === 'RCPT' && fault === 'refuse-one-recipient' && /<gone@/.test(line))
      say('550 5.1.1 unknown');
    else if (word === 'RCPT' && fault === 'defer-recipient') say('450 4.2.1 later');
    else if (word === 'DATA') {
      if (fault === 'drop-before-content') {
        socket.destroy();
        return false;
      }
      say('354 go on');
      return true;
    } else if (word === 'QUIT') {
      say('221 bye');
      socket.end();
    } else say('250 ok');
    return false;
  }
}
