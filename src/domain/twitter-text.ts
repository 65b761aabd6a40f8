import { createRequire } from 'node:module';

let library: typeof import('twitter-text') | null = null;

/**
 * X's own library for texts, loaded when it is asked for the first time: with its polyfills it was a
 * tenth of the start of every command (970 ms of processor time, 860 without), and most count nothing.
 */
export function twitterText(): typeof import('twitter-text') {
  library ??= createRequire(import.meta.url)('twitter-text') as typeof import('twitter-text');
  return library;
}
