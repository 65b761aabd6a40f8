import { createTransport } from 'nodemailer';
import type { Mailer } from '../../application/ports/mailer.ts';
import { failure, success } from '../../domain/result.ts';

const timeout = 15_000;

/** Sends the team's mails by SMTP. */
export const smtpMailer: Mailer = {
  async send({ url, ...mail }) {
    const transport = createTransport(url, {});
    Object.assign(transport.options, {
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      socketTimeout: timeout,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await transport.sendMail({ ...mail, to: [...mail.to] });
      return success(undefined);
    } catch (error) {
      const said = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
      return failure({
        code: 'notification-failed',
        message: `The team could not be told by mail: ${said}`,
        remedy: 'Look at `notify` in the configuration. The news is kept and sent with the next.',
      });
    } finally {
      transport.close();
    }
  },
};
