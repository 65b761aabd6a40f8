import { checkPages, checksPage } from './checks.ts';
import { schemas } from './schemas.ts';
import { statesPage } from './states.ts';

/** Every page that is made from the sources, by its path from the root of the repository. */
export const pages: Readonly<Record<string, () => string>> = {
  'docs/reference/states.md': statesPage,
  'docs/reference/checks.md': checksPage,
  ...checkPages,
};

/** Says in the page itself where it comes from: whoever would edit it sees it first. */
export const pageText = (page: () => string): string =>
  `<!-- Made by \`npm run docs\` from the sources: change those, not this file. -->\n\n${page()}`;

/** Everything that is made from the sources: the text of each file, by its path. */
export const made: Readonly<Record<string, () => string>> = {
  ...Object.fromEntries(Object.entries(pages).map(([path, page]) => [path, () => pageText(page)])),
  ...schemas,
};
