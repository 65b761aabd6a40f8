import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SandboxPost } from '../application/ports/world.ts';

const directory = (dataDirectory: string) => join(dataDirectory, 'sandbox');

/** One folder for each account, with a name that is safe and still reads well. */
const folderOf = (dataDirectory: string, account: string) =>
  join(directory(dataDirectory), encodeURIComponent(account).replaceAll('%2F', '+'));

const pathOf = (
  dataDirectory: string,
  { account, remoteId }: Pick<SandboxPost, 'account' | 'remoteId'>,
) => join(folderOf(dataDirectory, account), `${encodeURIComponent(remoteId)}.json`);

/** Where a person can look at a post. */
export const addressOf = (dataDirectory: string, post: SandboxPost): string =>
  pathToFileURL(pathOf(dataDirectory, post)).href;

/** Makes a post public: the rename is the instant of acceptance, as on a real network. */
export async function keep(dataDirectory: string, post: SandboxPost): Promise<void> {
  await mkdir(folderOf(dataDirectory, post.account), { recursive: true });
  const path = pathOf(dataDirectory, post);
  const draft = `${path}.${randomBytes(4).toString('hex')}.draft`;
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(`${JSON.stringify(post, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** Takes a post back. @returns false where there is none */
export const discard = (
  dataDirectory: string,
  account: string,
  remoteId: string,
): Promise<boolean> =>
  rm(pathOf(dataDirectory, { account, remoteId })).then(
    () => true,
    () => false,
  );

async function readFolder(folder: string): Promise<readonly SandboxPost[]> {
  const names = await readdir(folder).catch(() => []);
  const posts = names
    .filter((name) => name.endsWith('.json'))
    .map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as SandboxPost);
  return Promise.all(posts);
}

const inOrder = (posts: readonly SandboxPost[]) =>
  posts.toSorted(
    (a, b) =>
      a.publishedAt.localeCompare(b.publishedAt) ||
      a.account.localeCompare(b.account) ||
      a.part - b.part,
  );

/** The posts of one account, oldest first. */
export async function postsOfAccount(dataDirectory: string, account: string) {
  return inOrder(await readFolder(folderOf(dataDirectory, account)));
}

/** All that the world would see, oldest first. */
export async function readSandbox(dataDirectory: string): Promise<readonly SandboxPost[]> {
  const folders = await readdir(directory(dataDirectory)).catch(() => []);
  const posts = folders.map((folder) => readFolder(join(directory(dataDirectory), folder)));
  return inOrder((await Promise.all(posts)).flat());
}
