import { nearest } from '../nearest.ts';
import { visible } from '../text.ts';
import type { CheckContext } from './context.ts';
import type { Row } from './row.ts';
import type { Target } from './targets.ts';

/**
 * The files that a row's `media` names, separated by `|`, each a path from the root of the
 * repository.
 *
 * @returns their blob ids, in order; a file that does not exist is reported and left out. Where no
 *   files are known, their paths
 */
export function checkMedia(row: Row, { files }: CheckContext): readonly string[] {
  const paths = row
    .text('media')
    .split('|')
    .map((path) => path.trim())
    .filter((path) => path !== '');
  if (files === null) return paths;
  return paths.flatMap((path) => {
    const file = files.get(path);
    if (file) return [file.blob];
    const message = `The media file "${visible(path)}" is not in the repository.`;
    const hint = `${didYouMeanFile(path, [...files.keys()])}Write its path from the root of the repository, as of this commit.`;
    row.report('media-unknown', 'media', message, hint);
    return [];
  });
}

/** Words alone would go out, and be called posted. */
export function checkMediaOf(row: Row, { name, account, network }: Target): void {
  if (row.text('media') === '' || account === null || account.byPerson) return;
  const message = `Files do not go out with a post to "${visible(name)}" (${account.connector}${network ? ` for ${network}` : ''}): only its words would.`;
  const hint =
    'Take the files out of media, or let a person post it: the connector `assisted` gives out words and files.';
  row.report('media-unsupported', 'media', message, hint);
}

/** A file of that name elsewhere, or one with a like name beside it: cheap in a large repository. */
function didYouMeanFile(path: string, files: readonly string[]): string {
  const slash = path.lastIndexOf('/') + 1;
  const directory = path.slice(0, slash);
  const name = path.slice(slash).toLowerCase();
  const elsewhere = files.find((file) => `/${file.toLowerCase()}`.endsWith(`/${name}`));
  const beside = () =>
    files.filter((file) => file.startsWith(directory) && !file.includes('/', slash));
  const meant = elsewhere ?? nearest(path, beside());
  return meant ? `Did you mean "${visible(meant)}"? ` : '';
}
