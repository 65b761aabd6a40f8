import { checkPages, checksPage } from './checks.ts';
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
