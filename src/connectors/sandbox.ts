import { z } from 'zod';
import type { Publication, Wire } from '../application/ports/account.ts';
import { type Network, networks } from '../domain/account.ts';
import { networkLimits } from '../domain/network-limits.ts';
import type { Outcome, Sighting } from '../domain/outcome.ts';
import type { Problem } from '../domain/result.ts';
import { defineConnector } from './connector.ts';
import { addressOf, discard, keep, postsOfAccount } from './sandbox-store.ts';
import { duration, networkOf } from './settings.ts';

/** Something that goes wrong on purpose, at one attempt for one post. */
const fault = z.strictObject({
  post: z.string(),
  attempt: z.int().min(1).default(1),
  part: z.int().min(1).default(1),
  /** `drop` accepts and loses the answer; `stall` never answers and publishes nothing. */
  does: z.enum(['reject', 'stall', 'drop', 'unauthorised', 'defer']),
  seconds: z.int().min(1).default(60),
});

const settings = z.strictObject({
  network: z.enum(networks).optional(),
  account: z.string().min(1).optional(),
  link: z.enum(['inline', 'first-reply', 'none']).default('inline'),
  timeout: duration.default(10_000),
  settles_within: duration.default(0),
  /** False: as on a network that shows an account nothing of its own, a lost answer is a person's. */
  look_up: z.boolean().default(true),
  faults: z.array(fault).default([]),
});

type Settings = z.infer<typeof settings>;

/**
 * Stands in for any network, with that network's rules. It needs no account, publishes into files
 * under the data directory and never recognises a double: what is sent twice is seen twice.
 */
export const sandbox = defineConnector({
  id: 'sandbox',
  name: 'Sandbox',
  settings,
  bind(chosen, { key, dataDirectory }) {
    const account = chosen.account ?? key;
    const network: Network = chosen.network ?? networkOf(key) ?? 'telegram';
    return {
      network,
      account: `sandbox:${account}`,
      place: `sandbox:${account}`,
      linkPlacement: chosen.link,
      local: true,
      timeoutMilliseconds: chosen.timeout,
      settlesWithinMilliseconds: chosen.look_up ? chosen.settles_within : null,
      publish: (publication, wire) =>
        publish({ network, account, chosen, dataDirectory }, publication, wire),
      ...(chosen.look_up && {
        confirm: (publication: Publication) => confirm(dataDirectory, account, publication),
      }),
      remove: async (remoteId) => ({
        kind: (await discard(dataDirectory, account, remoteId)) ? 'removed' : 'gone',
      }),
    };
  },
});

interface Place {
  readonly network: Network;
  readonly account: string;
  readonly chosen: Settings;
  readonly dataDirectory: string;
}

async function publish(place: Place, publication: Publication, wire: Wire): Promise<Outcome> {
  if (!(await wire.maySend()) || wire.signal.aborted) return released;
  const found = place.chosen.faults.find(
    (one) =>
      one.post === publication.postId &&
      one.attempt === publication.attemptNumber &&
      one.part === publication.part + 1,
  );
  const refusal = found ? refuse(found) : breach(place.network, publication);
  if (refusal) return refusal;
  if (found?.does === 'stall') {
    await silence(wire.signal);
    return lost('The sandbox did not answer in time');
  }
  const text = publication.parts[publication.part] ?? '';
  const remoteId = `sandbox-${publication.deliveryId}-${publication.attemptId}`;
  const post = {
    account: place.account,
    network: place.network,
    weekId: publication.weekId,
    postId: publication.postId,
    part: publication.part,
    title: publication.title,
    text,
    locale: publication.locale,
    publishedAt: publication.startedAt,
    remoteId,
  };
  await keep(place.dataDirectory, post);
  await wire.reached('after-write');
  if (found?.does === 'drop') return lost('The answer of the sandbox was lost on its way');
  await wire.reached('after-response');
  return { kind: 'accepted', remoteId, remoteUrl: addressOf(place.dataDirectory, post) };
}

function refuse({ does, seconds }: z.infer<typeof fault>): Outcome | null {
  switch (does) {
    case 'reject':
      return {
        kind: 'rejected',
        error: problem('rejected', 'The sandbox refused the post', 'It was told to: see `faults`.'),
      };
    case 'unauthorised':
      return {
        kind: 'unauthorised',
        error: problem('unauthorised', 'The sandbox refused the token.', 'See `faults`.'),
      };
    case 'defer':
      return {
        kind: 'deferred',
        afterSeconds: seconds,
        error: problem(
          'rate-limited',
          `The sandbox asks to wait ${seconds} s`,
          'It is waited for.',
        ),
      };
    default:
      return null;
  }
}

/** A network refuses what is over its limits; so does its stand-in. */
function breach(network: Network, { parts, part, title }: Publication): Outcome | null {
  const limits = networkLimits[network];
  const length = limits.measure(parts[part] ?? '');
  const titleLength = title?.length ?? 0;
  const tooLong = limits.text !== null && length > limits.text;
  if (!tooLong && (limits.title === null || titleLength <= limits.title)) return null;
  const what = tooLong ? `${length} ${limits.unit}` : `a title of ${titleLength} characters`;
  const message = `${network} takes at most ${tooLong ? limits.text : limits.title}; this is ${what}`;
  return { kind: 'rejected', error: problem('too-long', message, 'Shorten it in the sheet.') };
}

const problem = (code: string, message: string, remedy: string): Problem => ({
  code,
  message,
  remedy,
});

const released: Outcome = {
  kind: 'released',
  error: problem('released', 'Held back before it left', 'It is sent again by itself.'),
};

const lost = (message: string): Outcome => ({
  kind: 'unknown',
  error: problem('no-answer', message, 'It is looked for among the posts of the account.'),
});

const silence = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** A network knows nothing of deliveries: what is compared is what anybody could read. */
async function confirm(
  dataDirectory: string,
  account: string,
  publication: Publication,
): Promise<Sighting> {
  const posts = await postsOfAccount(dataDirectory, account);
  const match = posts.find(
    (post) =>
      post.text === publication.parts[publication.part] &&
      post.title === publication.title &&
      post.publishedAt >= publication.startedAt,
  );
  if (!match) return { kind: 'absent' };
  const remoteUrl = addressOf(dataDirectory, match);
  return { kind: 'found', remoteId: match.remoteId, remoteUrl };
}
