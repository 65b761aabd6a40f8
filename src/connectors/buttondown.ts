import { z } from 'zod';
import type { Asking, Publication, Wire } from '../application/ports/account.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome, Owner, Sighting } from '../domain/outcome.ts';
import { guardingAllBut } from '../http/guard.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer, HttpRequest } from '../http/message.ts';
import { meaningOf, wordsOf } from './buttondown-errors.ts';
import { defineConnector } from './connector.ts';
import type { Telling } from './http/classify.ts';
import { linkNumber } from './http/link-number.ts';
import { type ListedPage, lookBack, sinceOf } from './http/look-back.ts';
import { askOwner } from './http/owner.ts';
import { type Made, publishOnce } from './http/publish.ts';
import { subjectOf } from './letter.ts';
import { markOf } from './mark.ts';
import { duration, serverSettings } from './settings.ts';

const vendors = 'https://api.buttondown.com/v1';

const settings = z.strictObject({
  /** Whose key it is: the key does not say. */
  newsletter: z.string().regex(/^[\w-]+$/, 'must be the name of the newsletter in its address'),
  api_key: z.string().min(1),
  /** A person has seen that this key sends to all subscribers. */
  confirm_sending: z.boolean().default(false),
  ...serverSettings(vendors),
  timeout: duration.default(30_000),
});

type Settings = z.infer<typeof settings>;

const guarding = guardingAllBut(vendors);

/** A newsletter at Buttondown: `POST /v1/emails` (https://docs.buttondown.com/api-emails-create). */
export const buttondown = defineConnector({
  id: 'buttondown',
  name: 'Buttondown',
  settings,
  bind(chosen) {
    const account = `buttondown:${chosen.newsletter.toLowerCase()}`;
    return {
      network: 'email',
      account,
      local: isLoopback(chosen.base_url),
      timeoutMilliseconds: chosen.timeout,
      // It takes a key and does not say for how long it knows it: a repeat after that would send the
      // newsletter again. So a lost answer is looked for, and the key only stops what others repeat.
      idempotency: 'none',
      // Nor does it say how late its list may show an email: a look finds it, or proves nothing.
      settlesWithinMilliseconds: null,
      publish: (publication, wire) => publish(chosen, publication, wire),
      confirm: (publication, signal) => confirm(chosen, publication, signal),
      owner: (wire) => owner(chosen, wire),
    };
  },
});

const tellingOf = (
  { api_key }: Settings,
  { startedAt }: Pick<Publication, 'startedAt'>,
): Telling => ({
  network: 'Buttondown',
  now: startedAt,
  secrets: [api_key],
  wordsOf,
});

const authorization = ({ api_key }: Settings) => ({ authorization: `Token ${api_key}` });

function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  const telling = tellingOf(chosen, publication);
  const mark = markOf(publication);
  const text = publication.parts[publication.part] ?? '';
  return publishOnce(
    {
      method: 'POST',
      url: `${chosen.base_url}/emails`,
      headers: {
        'content-type': 'application/json',
        // https://docs.buttondown.com/api-idempotency-keys
        'x-idempotency-key': mark,
        ...(chosen.confirm_sending && { 'x-buttondown-live-dangerously': 'true' }),
        ...authorization(chosen),
      },
      ...guarding(chosen),
      body: JSON.stringify({
        subject: subjectOf(publication.title, text),
        body: `${asMarkdown}${text}`,
        status: 'about_to_send',
        metadata: { [markName]: mark },
      }),
    },
    wire,
    { telling, ownMeaning: (answer) => meaningOf(answer, telling), made },
  );
}

/** Else Buttondown guesses from the text whether it is Markdown or HTML. */
const asMarkdown = '<!-- buttondown-editor-mode: plaintext -->';

const markName = 'broadsheet_publication';

/** Of an email that goes out or went out, not one that was stopped on the way. */
const going = z.enum([
  ...(['about_to_send', 'scheduled', 'in_flight', 'throttled'] as const),
  ...(['resending', 'paused', 'sent'] as const),
]);

const email = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  creation_date: z.iso.datetime({ offset: true }),
  status: z.string(),
  absolute_url: z.string(),
  metadata: z.record(z.string(), z.unknown()).default({}),
});

function made({ body }: HttpAnswer): Made | null {
  const found = readJson(email, body);
  return found && going.safeParse(found.status).success ? postOf(found) : null;
}

const postOf = ({ id, absolute_url }: z.infer<typeof email>): Made => ({
  remoteId: id,
  remoteUrl: /^https?:\/\/\S+$/.test(absolute_url) ? absolute_url : null,
});

const list = z.object({ results: z.array(email), next: z.string().nullable().default(null) });

/** https://docs.buttondown.com/api-emails-list */
function confirm(
  chosen: Settings,
  publication: Publication,
  signal: AbortSignal,
): Promise<Sighting> {
  const mark = markOf(publication);
  const page = (number: number): HttpRequest => {
    const query = new URLSearchParams({
      ordering: '-creation_date',
      excluded_fields: 'body',
      page: `${number}`,
    });
    const url = `${chosen.base_url}/emails?${query}`;
    return { method: 'GET', url, headers: authorization(chosen), ...guarding(chosen) };
  };
  let number = 1;
  const read = ({ body }: HttpAnswer): ListedPage | null => {
    const found = readJson(list, body);
    if (!found) return null;
    const posts = found.results.map((one) => ({
      ...postOf(one),
      at: new Date(one.creation_date).toISOString(),
      isIt: one.metadata[markName] === mark && going.safeParse(one.status).success,
    }));
    if (found.next === null) return { posts, older: 'none' };
    const next = linkNumber(found.next, 'page');
    // A page that does not lead on would be asked for again and again.
    if (next <= number) return { posts, older: 'withheld' };
    number = next;
    return { posts, older: page(next) };
  };
  const since = sinceOf(publication.startedAt);
  return lookBack(page(1), { telling: tellingOf(chosen, publication), since, read }, signal);
}

const newsletters = z.object({
  results: z.array(z.object({ username: z.string(), name: z.string(), api_key: z.string() })),
});

/**
 * The one whose key it is. A person may have several, each with its own key, and all of them are listed
 * (https://docs.buttondown.com/api-newsletters-introduction).
 */
function owner(chosen: Settings, wire: Asking): Promise<Owner> {
  const request: HttpRequest = {
    method: 'GET',
    url: `${chosen.base_url}/newsletters`,
    headers: authorization(chosen),
    ...guarding(chosen),
  };
  return askOwner(request, wire, {
    telling: tellingOf(chosen, { startedAt: wire.now() }),
    read({ body }) {
      const listed = readJson(newsletters, body)?.results ?? [];
      const found = listed.find(({ api_key }) => api_key === chosen.api_key);
      if (!found) return null;
      const { newsletter } = chosen;
      const differs = found.username.toLowerCase() !== newsletter.toLowerCase();
      return {
        name: `${found.name} (${found.username})`,
        configured: differs ? `\`newsletter\` ${newsletter}` : null,
      };
    },
    remedy: 'See in the settings of the newsletter that the key is its own.',
  });
}
