import { z } from 'zod';
import type { Made } from './http/publish.ts';

const shape = /urn:li:(?:share|ugcPost|activity):\d{1,25}/;

/** The name of a post. */
export const postUrn = z.string().regex(new RegExp(`^${shape.source}$`));

export const postOf = (urn: string): Made => ({
  remoteId: urn,
  remoteUrl: `https://www.linkedin.com/feed/update/${urn}/`,
});

/** The first post that a text names. */
export const postIn = (text: string): Made | null => {
  const urn = shape.exec(text)?.[0];
  return urn === undefined ? null : postOf(urn);
};
