import assert from 'node:assert/strict';
import { chmod, copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ran, runCommand } from './command.ts';

/** The folder of this clone, with a slash at its end. */
export const clone = fileURLToPath(new URL('../../', import.meta.url));

/** What npm and the installed program run on: the Node of these tests. */
const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;

/** The package as somebody has it who installed it from its tarball. */
export interface InstalledPackage {
  /** Where it was installed: a folder that holds nothing else. */
  readonly folder: string;
  /** Its files, by their path in the package. */
  files(): Promise<readonly string[]>;
  /** Runs the installed program by its name. */
  run(...args: string[]): Promise<Ran>;
  /** Runs a line as typed in a shell, in the folder, where the program is found by its name. */
  type(line: string): Promise<Ran>;
  /** Runs a line as typed in a shell in the clone, where nothing is installed by name. */
  typeInClone(line: string): Promise<Ran>;
  close(): Promise<void>;
}

/** Packs this clone and installs the tarball, without running a script of any dependency. */
export async function installedPackage(): Promise<InstalledPackage> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-package-'));
  // As root, the embedded server is another user, which must be able to enter.
  await chmod(folder, 0o755);
  const tarball = await pack(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  // With the lock of this clone npm takes the versions that are tested, from its cache: it asks
  // no registry. What the package does not depend on, npm leaves out.
  await copyFile(join(clone, 'package-lock.json'), join(folder, 'package-lock.json'));
  await npm(
    ['install', tarball, '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'],
    folder,
  );
  const programs = join(folder, 'node_modules', '.bin');
  const outsideOfIt = { PATH: path, HOME: folder };
  const inIt = { ...outsideOfIt, PATH: `${programs}${delimiter}${path}` };
  return {
    folder,
    files: () => filesBelow(join(folder, 'node_modules', 'broadsheet')),
    run: (...args) => runCommand(join(programs, 'broadsheet'), args, inIt, folder),
    type: (line) => runCommand('/bin/sh', ['-c', line], inIt, folder),
    typeInClone: (line) => runCommand('/bin/sh', ['-c', line], outsideOfIt, clone),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function pack(folder: string): Promise<string> {
  await npm(['pack', `--pack-destination=${folder}`], clone);
  const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  assert.equal(tarballs.length, 1, tarballs.join());
  return join(folder, tarballs[0] ?? '');
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const ran = await runCommand('npm', args, { ...notOfThisRun(), PATH: path }, cwd);
  assert.equal(ran.code, 0, `npm ${args.join(' ')}\n${ran.stdout}${ran.stderr}`);
}

/** These tests may be a script of npm themselves; what it says of this clone is not for another. */
const notOfThisRun = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_(package|lifecycle)_.*|npm_config_(local_)?prefix|INIT_CWD)$/.test(name),
    ),
  );

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
