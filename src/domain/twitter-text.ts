import { createRequire } from 'node:module';

let library: typeof import('twitter-text') | null = null;

/**
 * X's own library for texts, loaded when it is asked for the first time: with its polyfills it would
 * be a fifth of the start of every command, and most of them count nothing.
 */
export function twitterText(): typeof import('twitter-text') {
  library ??= createRequire(import.meta.url)('twitter-text') as typeof import('twitter-text');
  return library;
}
