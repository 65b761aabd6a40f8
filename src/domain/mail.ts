import type { Location } from './diagnostic.ts';
import type { Cell } from './sheet.ts';

/** Subject, preview or body of a mail, with its place in the file. */
export interface MailPart {
  /** As the file calls it: `Subject`, `נושא`. */
  readonly label: string;
  readonly cell: Cell;
}

/** One mail of a sequence, in one language: a section of `week-{week}-email-assets.md`. */
export interface MailTemplate extends Location {
  /** `EN D0`: language and day. */
  readonly name: string;
  /** Tag of BCP 47, in small letters. */
  readonly locale: string;
  readonly subject: MailPart | null;
  readonly preview: MailPart | null;
  readonly body: MailPart | null;
}

/** A heading or a label that is nearly one. */
export interface Misspelt extends Location {
  readonly found: string;
  /** How it is to be written. */
  readonly right: string;
}

export interface MailFile {
  readonly file: string;
  readonly mails: readonly MailTemplate[];
  readonly misspelt: readonly Misspelt[];
}

/** Merge tags that are filled in where the configuration declares no others. */
export const defaultMergeTags: readonly string[] = [
  'first_name',
  'last_name',
  'email',
  'dashboard_link',
  'checker_link',
  'upgrade_link',
  'unsubscribe_link',
];
