import { createRequire } from 'node:module';

type StringWidth = typeof import('string-width').default;

let stringWidth: StringWidth | null = null;

/**
 * How many columns a terminal shows a text in.
 *
 * The tables of Unicode are loaded at the first question: they take a fifth of the time of a
 * command that never asks, such as `--help`.
 */
export function textWidth(text: string): number {
  stringWidth ??= load();
  return stringWidth(text);
}

function load(): StringWidth {
  const require = createRequire(import.meta.url);
  return (require('string-width') as { readonly default: StringWidth }).default;
}
