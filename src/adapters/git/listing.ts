import type { SourceFile } from '../../application/ports/source.ts';
import type { Problem } from '../../domain/result.ts';

export interface Listing {
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly refused: ReadonlyMap<string, Problem>;
}

const symbolicLink = '120000';
const submodule = '160000';

/** Reads what `git ls-tree -r -l -z` prints. What is not a plain file with a safe name is refused. */
export function readListing(output: Buffer): Listing {
  const files = new Map<string, SourceFile>();
  const refused = new Map<string, Problem>();
  const seen = new Map<string, string>();
  for (const entry of output.toString('utf8').split('\0')) {
    const match = /^(\d{6}) \w+ ([0-9a-f]+) +(-|\d+)\t(.*)$/s.exec(entry);
    const [, mode, blob, size, path] = match ?? [];
    if (mode === undefined || blob === undefined || path === undefined) continue;
    const key = path.normalize('NFC').toLowerCase();
    const twin = seen.get(key);
    const problem = objection(mode, path, twin);
    seen.set(key, path);
    if (!problem) files.set(path, { path, size: Number(size), blob });
    else refused.set(path, problem);
    if (twin !== undefined && problem) {
      files.delete(twin);
      refused.set(twin, collision(twin, path));
    }
  }
  return { files, refused };
}

function objection(mode: string, path: string, twin: string | undefined): Problem | null {
  if (mode === symbolicLink)
    return problem('symbolic-link', `${path} is a symbolic link.`, 'Commit the file itself.');
  if (mode === submodule)
    return problem('submodule', `${path} is a submodule.`, 'Commit the files themselves.');
  const unsafe =
    path.startsWith('/') ||
    path.split('/').some((part) => part === '..' || part === '.' || part === '') ||
    /[\p{Cc}\\]/u.test(path);
  if (unsafe)
    return problem('path-unsafe', `${JSON.stringify(path)} is not a safe path.`, 'Rename it.');
  return twin === undefined ? null : collision(path, twin);
}

const collision = (path: string, twin: string): Problem =>
  problem(
    'path-collision',
    `${path} and ${twin} differ only in case or in how letters are composed.`,
    'Rename one of them.',
  );

const problem = (code: string, message: string, remedy: string): Problem => ({
  code,
  message,
  remedy,
});
