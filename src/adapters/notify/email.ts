import type { Channel } from '../../application/ports/channel.ts';
import type { EmailChannel } from '../../domain/configuration.ts';
import { isLoopback } from '../../domain/loopback.ts';
import { mailServer } from '../../domain/mail-server.ts';
import { failure, success } from '../../domain/result.ts';
import { notTold } from './not-told.ts';

/** Each wait of the conversation, and all of it. */
const timeout = 15_000;
const longest = 50_000;

/** Mails to the team, by SMTP. A repeat has the same Message-ID. */
export const emailChannel = ({
  name,
  on,
  url,
  from,
  to,
  allowUnencrypted,
}: EmailChannel): Channel => ({
  name,
  on,
  local: isLoopback(url),
  async send({ id, subject, text }) {
    // Loaded with the first mail: most of the time a service sends none.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      ...mailServer(url, allowUnencrypted),
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      socketTimeout: timeout,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const messageId = `<broadsheet.${id}@broadsheet.invalid>`;
    const limit = Promise.withResolvers<never>();
    const timer = setTimeout(() => limit.reject(new Error('it took too long')), longest);
    try {
      const sending = transport.sendMail({ from, to: [...to], subject, text, messageId });
      await Promise.race([sending, limit.promise]);
      return success(undefined);
    } catch (error) {
      const said = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
      // A server that answers with a code of its own has seen this very mail.
      const answered = error instanceof Error && 'responseCode' in error;
      return failure(notTold(name, `the mail did not go out (${said})`, answered));
    } finally {
      clearTimeout(timer);
      transport.close();
    }
  },
});
