/** A text as a POSIX shell reads it back; what needs no quotes gets none. */
export const shellWord = (text: string): string =>
  /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** A path as a POSIX shell and the command line read it. */
export const shellPath = (path: string): string =>
  shellWord(path.startsWith('-') ? `./${path}` : path);
