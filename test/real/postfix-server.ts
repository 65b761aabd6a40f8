import { execFile } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import PostalMime, { type Email } from 'postal-mime';
import { type Started, start } from '../support/process.ts';
import { closedPort } from '../support/raw-server.ts';

/** Debian's place for the process that starts all others of Postfix. */
const master = '/usr/lib/postfix/sbin/master';

/** For the `skip` of a test: a reason where Postfix can't be started; with `REQUIRE_POSTFIX` it is. */
export const withoutPostfix = (): string | false => {
  const able = existsSync(master) && process.getuid?.() === 0;
  return !able && !process.env.REQUIRE_POSTFIX && `needs root and Debian's postfix (${master})`;
};

/** A mail server with a queue and mailboxes of its own, from which no mail leaves. */
export interface Postfix {
  readonly port: number;
  /** Takes one connection at a time. */
  readonly narrowPort: number;
  /** Resolves when so many connections are over, and nothing is left in the queue. */
  settled(connections: number): Promise<void>;
  /** What lies in a mailbox, as its reader sees it. @param name before the `@` */
  mailbox(name: string): Promise<readonly Email[]>;
  /** Its log so far. */
  log(): string;
  [Symbol.asyncDispose](): Promise<void>;
}

const mailboxes = ['readers', 'editors'];

/** Where a mail is while Postfix has it. */
const queues = ['incoming', 'active', 'deferred', 'hold', 'maildrop'];

const folders = [
  ...queues,
  ...['bounce', 'corrupt', 'defer', 'flush', 'pid', 'private', 'public', 'saved', 'trace'],
];

/** The most that one mail may have, in bytes. */
export const largestMail = 20_000;

const logOf = (directory: string): string => join(directory, 'log');

const mainFile = (directory: string): string => `compatibility_level = 3.6
queue_directory = ${directory}/queue
data_directory = ${directory}/data
maillog_file = ${logOf(directory)}
maillog_file_prefixes = ${directory}
myhostname = mail.acme.example
mydestination =
mynetworks =
inet_interfaces = loopback-only
inet_protocols = ipv4
disable_dns_lookups = yes
smtpd_peername_lookup = no
default_transport = error:no mail leaves this machine
relay_transport = error:no mail leaves this machine
local_transport = error:no mail leaves this machine
alias_maps =
notify_classes =
virtual_mailbox_domains = acme.example
virtual_mailbox_base = ${directory}/mail
virtual_mailbox_maps = inline:{ ${mailboxes.map((name) => `{ ${name}@acme.example = ${name}/ }`).join(', ')} }
virtual_mailbox_limit = 0
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
message_size_limit = ${largestMail}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access inline:{
    { late@acme.example = 450 4.2.1 Come back later },
    { gone@acme.example = 550 5.1.1 Nobody of that name } }
smtpd_client_event_limit_exceptions =
`;

const serviceFile = (port: number, narrowPort: number): string => `
127.0.0.1:${port} inet n - n - - smtpd
127.0.0.1:${narrowPort} inet n - n - - smtpd -o smtpd_client_connection_count_limit=1
anvil unix - - n - 1 anvil
bounce unix - - n - 0 bounce
cleanup unix n - n - 0 cleanup
defer unix - - n - 0 bounce
error unix - - n - - error
postlog unix-dgram n - n - 1 postlogd
proxymap unix - - n - - proxymap
qmgr unix n - n 300 1 qmgr
retry unix - - n - - error
rewrite unix - - n - - trivial-rewrite
trace unix - - n - 0 bounce
virtual unix - n n - - virtual
`;

/** Starts a Postfix that shares nothing with the one of the system but its programs. */
export async function startPostfix(): Promise<Postfix> {
  const directory = await mkdtemp(join(tmpdir(), 'broadsheet-postfix-'));
  await chmod(directory, 0o755);
  const [port, narrowPort] = await Promise.all([closedPort(), closedPort()]);
  await lay(directory, port, narrowPort);
  const server = start(master, ['-c', join(directory, 'etc'), '-s'], process.env, directory);
  // Postfix opens its log by name, which can't be done with the end of a pipe.
  const reader = start('tail', ['-n', '+1', '-f', logOf(directory)], process.env, directory);
  server.ended.then(() => reader.child.kill());
  const stop = async () => {
    server.child.kill('SIGTERM');
    await Promise.all([server.ended, reader.ended]);
    await rm(directory, { recursive: true, force: true });
  };
  const logs = (holds: (log: string) => boolean) => follow(reader, holds);
  try {
    await logs((log) => /daemon started/.test(log));
  } catch (error) {
    await stop();
    throw new Error(`Postfix did not start: ${server.said.stderr}`, { cause: error });
  }
  const over = (log: string) => log.match(/ disconnect from /g)?.length ?? 0;
  return {
    port,
    narrowPort,
    settled: async (connections) => {
      await logs((log) => over(log) >= connections);
      await emptied(directory);
    },
    mailbox: (name) => read(join(directory, 'mail', name, 'new')),
    log: () => reader.said.stdout,
    [Symbol.asyncDispose]: stop,
  };
}

async function lay(directory: string, port: number, narrowPort: number): Promise<void> {
  const queue = folders.map((name) => join(directory, 'queue', name));
  for (const folder of [...queue, ...['etc', 'data', 'mail'].map((name) => join(directory, name))])
    await mkdir(folder, { recursive: true });
  await writeFile(join(directory, 'etc', 'main.cf'), mainFile(directory));
  await writeFile(join(directory, 'etc', 'master.cf'), serviceFile(port, narrowPort));
  // Before anybody writes to it, so that there is something to follow.
  await writeFile(logOf(directory), '');
  const own = promisify(execFile);
  const itsOwn = queue.filter((folder) => !folder.endsWith('/pid'));
  await own('chown', ['postfix', join(directory, 'data'), ...itsOwn]);
  await own('chown', ['65534:65534', join(directory, 'mail')]);
}

/** Looks again with each line of the log; an end of the server is an error. */
async function follow(reader: Started, holds: (log: string) => boolean): Promise<void> {
  for (let count = 1; !holds(reader.said.stdout); ) {
    const lines = await reader.lines(count);
    if (lines.length < count) throw new Error(`Postfix has ended: ${reader.said.stdout}`);
    count = lines.length + 1;
  }
}

/**
 * Looks again with each change of a queue, for no line of the log says so where a mail that was broken off
 * goes: its connection is over before its file is.
 */
async function emptied(directory: string): Promise<void> {
  let changed = Promise.withResolvers<void>();
  const watchers = queues.map((name) =>
    watch(join(directory, 'queue', name), () => changed.resolve()),
  );
  try {
    while (!(await isEmpty(directory))) {
      await changed.promise;
      changed = Promise.withResolvers<void>();
    }
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}

async function isEmpty(directory: string): Promise<boolean> {
  const held = await Promise.all(
    queues.map((name) =>
      readdir(join(directory, 'queue', name), { recursive: true, withFileTypes: true }),
    ),
  );
  return held.flat().every((entry) => entry.isDirectory());
}

async function read(folder: string): Promise<readonly Email[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) => PostalMime.parse(await readFile(join(folder, name)))),
  );
}
