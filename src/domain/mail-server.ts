import { isLoopback } from './loopback.ts';

/** How a mail server is reached. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly secure: boolean;
  /** STARTTLS, or nothing is sent. */
  readonly requireTLS: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
}

/**
 * Reads the address of a mail server. Without TLS, whoever stands between reads the password and the
 * mail, or hides that the server offers it.
 *
 * @param url `smtp://` or `smtps://`, with `user:password@` where there is no `login`
 */
export function mailServer(
  url: string,
  allowUnencrypted: boolean,
  login: { readonly user?: string | undefined; readonly password?: string | undefined } = {},
): MailServer {
  const parsed = new URL(url);
  const secure = parsed.protocol === 'smtps:';
  const user = login.user ?? decodeURIComponent(parsed.username);
  const pass = login.password ?? decodeURIComponent(parsed.password);
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !allowUnencrypted && !isLoopback(url),
    ...(user !== '' && { auth: { user, pass } }),
  };
}
