import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from '../../support/process.ts';

/** A real server of Bluesky, with no account yet. */
export interface Pds {
  readonly url: string;
  /** Makes an account that no other test has. */
  account(): Promise<PdsAccount>;
  /** Its clock goes three hours ahead, and stays so. */
  threeHoursPass(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface PdsAccount {
  readonly did: string;
  /** An app password. */
  readonly password: string;
  /** What the world sees of it, the oldest first. */
  records(): Promise<readonly PdsRecord[]>;
  /** By its owner's own word. */
  deactivate(): Promise<void>;
  /** By the server's operator. */
  takeDown(): Promise<void>;
}

export interface PdsRecord {
  readonly uri: string;
  readonly cid: string;
  readonly value: {
    readonly text: string;
    readonly createdAt: string;
    readonly langs?: readonly string[];
    readonly reply?: object;
    readonly facets?: readonly {
      readonly index: { readonly byteStart: number; readonly byteEnd: number };
      readonly features: readonly { readonly uri: string }[];
    }[];
  };
}

const program = fileURLToPath(new URL('server.js', import.meta.url));
const folder = fileURLToPath(new URL('.', import.meta.url));

/** Starts it as a process of its own, on loopback. */
export async function startPds(): Promise<Pds> {
  const data = await mkdtemp(join(tmpdir(), 'broadsheet-pds-'));
  const admin = randomUUID();
  const server = start(process.execPath, [program, data, admin], process.env, folder);
  const stop = async () => {
    server.child.kill('SIGKILL');
    await server.ended;
    await rm(data, { recursive: true, force: true });
  };
  const [line = ''] = await server.lines(1);
  if (line === '') {
    await stop();
    throw new Error(`The server did not start: ${server.said.stderr}`);
  }
  const { url } = JSON.parse(line);
  let count = 0;
  return {
    url,
    account: () => {
      count += 1;
      return accountAt(url, `shop${count}.test`, admin);
    },
    async threeHoursPass() {
      server.child.kill('SIGUSR2');
      const said = await server.lines(2);
      assert.equal(said.length, 2, server.said.stderr);
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function accountAt(url: string, handle: string, admin: string): Promise<PdsAccount> {
  const own = { handle, email: `${handle}@acme.example`, password: randomUUID() };
  const { did, accessJwt } = await call(url, 'com.atproto.server.createAccount', own);
  const owner = `Bearer ${accessJwt}`;
  const named = { name: 'broadsheet' };
  const { password } = await call(url, 'com.atproto.server.createAppPassword', named, owner);
  return {
    did,
    password,
    async records() {
      const query = new URLSearchParams({
        repo: did,
        collection: 'app.bsky.feed.post',
        limit: '100',
        reverse: 'true',
      });
      const method = `com.atproto.repo.listRecords?${query}`;
      return (await call(url, method)).records;
    },
    async deactivate() {
      await call(url, 'com.atproto.server.deactivateAccount', {}, owner);
    },
    async takeDown() {
      const subject = { $type: 'com.atproto.admin.defs#repoRef', did };
      const order = { subject, takedown: { applied: true, ref: 'a test' } };
      const operator = `Basic ${Buffer.from(`admin:${admin}`).toString('base64')}`;
      await call(url, 'com.atproto.admin.updateSubjectStatus', order, operator);
    },
  };
}

/** Asks the server itself, and does not put up with a refusal. @param input null to read */
async function call(
  url: string,
  method: string,
  input: object | null = null,
  authorization: string | null = null,
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
): Promise<any> {
  const response = await fetch(`${url}/xrpc/${method}`, {
    method: input ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    ...(input && { body: JSON.stringify(input) }),
  });
  const text = await response.text();
  assert.equal(response.status, 200, `${method}: ${text}`);
  return text === '' ? null : JSON.parse(text);
}
