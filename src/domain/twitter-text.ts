import { createRequire } from 'node:module';

type Library = Pick<typeof import('twitter-text'), 'extractUrlsWithIndices' | 'parseTweet'>;

let library: Library | null = null;

/**
 * X's own library for texts, in the parts that count, loaded when it is asked for the first time: with
 * its polyfills it was a tenth of the start of every command (970 ms of processor time, 860 without), and
 * most count nothing. Whole, it takes 25 MB; these parts take 18.
 */
export function twitterText(): Library {
  if (library) return library;
  const require = createRequire(import.meta.url);
  library = {
    parseTweet: require('twitter-text/dist/parseTweet.js'),
    extractUrlsWithIndices: require('twitter-text/dist/extractUrlsWithIndices.js'),
  };
  return library;
}
