import { z } from 'zod';
import type { Publication, Wire } from '../application/ports/account.ts';
import { isLoopback } from '../domain/loopback.ts';
import { mailServer } from '../domain/mail-server.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Problem } from '../domain/result.ts';
import { excerpt } from '../http/excerpt.ts';
import { defineConnector } from './connector.ts';
import { contentGate, HeldBack } from './gated-content.ts';
import { pageOf, subjectOf } from './letter.ts';
import { duration } from './settings.ts';

const leaving = z
  .string()
  .refine(
    (address) =>
      /^https:\/\/[^\s<>,]+$|^mailto:[^\s<>,]+@[^\s<>,]+$/.test(address) && URL.canParse(address),
    'must be an address that begins with https:// or mailto:',
  );

const settings = z.strictObject({
  url: z.string().regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://'),
  from: z.email(),
  to: z.array(z.email()).min(1),
  user: z.string().optional(),
  password: z.string().optional(),
  /** Where a reader leaves the list. */
  unsubscribe: z.array(leaving).min(1).optional(),
  /** Also where anybody on the way may read the mail and the password. */
  allow_unencrypted: z.boolean().default(false),
  timeout: duration.default(30_000),
});

type Settings = z.infer<typeof settings>;

/** Mail by SMTP: a newsletter row goes out as one mail to its recipients. */
export const smtp = defineConnector({
  id: 'smtp',
  name: 'Email (SMTP)',
  settings,
  bind(chosen) {
    const to = chosen.to.map((address) => address.toLowerCase()).sort();
    const from = chosen.from.toLowerCase();
    return {
      network: 'email',
      account: `smtp:${from}`,
      place: `smtp:${from} to ${to.join(', ')}`,
      local: isLoopback(chosen.url),
      timeoutMilliseconds: chosen.timeout,
      // Nobody can look into the readers' mailboxes: a lost answer is a person's to settle.
      settlesWithinMilliseconds: null,
      publish: (publication, wire) => publish(chosen, publication, wire),
    };
  },
});

/** One dialogue with the server; the content of the mail is what can't be taken back. */
async function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  if (wire.signal.aborted) return released;
  const transport = await transportOf(chosen);
  const message = letter(chosen, publication);
  const gate = contentGate(wire);
  transport.use('stream', (mail, done) => {
    mail.message.build().then((content) => {
      // Nodemailer reads a stream of its own at once, and this one only after the server's 354.
      mail.message.createReadStream = () => gate.open(content);
      done();
    }, done);
  });
  try {
    const sent = await transport.sendMail({ ...message, signal: wire.signal });
    await gate.written;
    await wire.reached('after-response');
    const shortfall = shortfallOf(chosen, sent.rejectedErrors ?? []);
    return {
      kind: 'accepted',
      remoteId: message.messageId,
      remoteUrl: null,
      ...(shortfall && { shortfall }),
    };
  } catch (error) {
    return judge(error as MailError, gate.began, secretsOf(chosen));
  } finally {
    transport.close();
  }
}

/** Its library is loaded with the first mail. */
async function transportOf(chosen: Settings) {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    ...server(chosen),
    connectionTimeout: chosen.timeout,
    greetingTimeout: chosen.timeout,
    socketTimeout: chosen.timeout,
    dnsTimeout: chosen.timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

const server = ({ url, allow_unencrypted, ...login }: Settings) =>
  mailServer(url, allow_unencrypted, login);

function secretsOf(chosen: Settings): readonly string[] {
  const { auth } = server(chosen);
  if (!auth) return [];
  const { user, pass } = auth;
  // As AUTH PLAIN (RFC 4616) and AUTH LOGIN send them.
  const sent = [`\0${user}\0${pass}`, user, pass].map((text) =>
    Buffer.from(text).toString('base64'),
  );
  return [pass, ...sent];
}

/**
 * `List-Unsubscribe` (RFC 2369) is the same for all, since one mail goes to all: a click that says who
 * clicked (RFC 8058) needs a mail for each reader.
 */
function letter(chosen: Settings, publication: Publication) {
  const text = publication.parts[publication.part] ?? '';
  const ways = chosen.unsubscribe?.map((address) => `<${address}>`).join(', ');
  return {
    from: chosen.from,
    to: [...chosen.to],
    subject: subjectOf(publication.title, text),
    text,
    html: pageOf(text, publication.locale),
    ...(ways && { headers: { 'List-Unsubscribe': { prepared: true, value: ways } } }),
    messageId: `<${publication.deliveryId}.${publication.part + 1}@${chosen.from.split('@')[1]}>`,
  };
}

interface MailError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  /** What the server answered. */
  readonly response?: string;
  /** Whom it is about. */
  readonly recipient?: string;
}

/**
 * A server may take a mail for some of its recipients only (RFC 5321 section 3.3): those have it, so
 * that nothing is sent again.
 *
 * @param refused one for each recipient that it did not take
 * @returns null where it took all
 */
function shortfallOf(chosen: Settings, refused: readonly MailError[]): Problem | null {
  if (refused.length === 0) return null;
  const secrets = secretsOf(chosen);
  const named = refused.map(
    ({ recipient, response = '' }) => `${recipient} ("${excerpt(response, secrets)}")`,
  );
  return {
    code: 'recipients-refused',
    message: `The mail server refused ${refused.length} of ${chosen.to.length} recipients: ${named.join(', ')}`,
    remedy:
      'The others have it, so it is not sent again. Send it to these by hand, and mend their addresses in `to` of the account.',
  };
}

/**
 * @param began whether a byte of the mail was handed to the connection
 * @param secrets a server may quote what it was sent
 */
function judge(error: MailError, began: boolean, secrets: readonly string[]): Outcome {
  if (error instanceof HeldBack) return released;
  const said = excerpt(error.message, secrets);
  if (error.code === 'EAUTH')
    return {
      kind: 'unauthorised',
      error: problem('unauthorised', `The mail server refused the password: ${said}`),
    };
  if (error.code === 'ETLS' && error.response) return { kind: 'unauthorised', error: noEncryption };
  // A reply code is the server's word that it did not take the mail, also after its content.
  const refused = error.responseCode !== undefined && error.responseCode >= 400;
  if (refused || !began)
    return { kind: 'rejected', error: problem('mail-refused', `The mail server: ${said}`) };
  return unknown(`The mail server's answer was lost: ${said}`);
}

const noEncryption: Problem = {
  code: 'not-encrypted',
  message: 'The mail server offers no encryption (STARTTLS), so nothing was sent to it',
  remedy:
    'Write smtps:// or the port at which it encrypts into `url` of the account, then resume the account. `allow_unencrypted: true` sends mail and password so that anybody on the way may read them.',
};

const released: Outcome = {
  kind: 'released',
  error: {
    code: 'released',
    message: 'Held back before the mail left',
    remedy: 'It is sent again by itself.',
  },
};

const problem = (code: string, message: string): Problem => ({
  code,
  message,
  remedy: 'Look at the account in the configuration and at the mail server.',
});

const unknown = (message: string): Outcome => ({
  kind: 'unknown',
  error: {
    code: 'no-answer',
    message,
    remedy: 'Look whether it arrived, then run `broadsheet resolve`.',
  },
});
