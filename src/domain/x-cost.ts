import { twitterText } from './twitter-text.ts';

/** What X takes for one post, in US dollars. */
export interface XPrices {
  readonly post: number;
  /** Of a post that holds a link, whichever. */
  readonly post_with_link: number;
}

/** "Content: Create" in https://docs.x.com/x-api/getting-started/pricing, as of April 2026. */
export const xPrices: XPrices = { post: 0.015, post_with_link: 0.2 };

/**
 * What a message costs on X, which charges by the post.
 *
 * @param parts as they leave: each is a post
 * @returns US dollars
 */
export function xCost(parts: readonly string[], prices: XPrices): number {
  const each = parts.map((part) =>
    twitterText().extractUrlsWithIndices(part).length > 0 ? prices.post_with_link : prices.post,
  );
  const sum = each.reduce((total, price) => total + price, 0);
  return Math.round(sum * 1_000_000) / 1_000_000;
}
