import type { Result } from '../../domain/result.ts';

export interface Mail {
  readonly url: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Stable for the same news, so that a doubled mail can be recognised. */
  readonly messageId: string;
}

export interface Mailer {
  send(mail: Mail): Promise<Result<void>>;
}
