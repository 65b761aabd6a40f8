import type { Dialect } from '../dialect.ts';
import { generic } from './generic.ts';

/** By the first folder of an address. */
export const dialects: Readonly<Record<string, Dialect>> = {
  accounts: generic,
};
