import type { Severity } from '../diagnostic.ts';

/** One rule of the compiler for sheets. Its code is stable: configurations and people cite it. */
export interface Rule {
  readonly scope: 'sheet' | 'row';
  readonly severity: Severity;
  /** No configuration may soften it: without this the row, or the sheet, has no meaning. */
  readonly fixed: boolean;
  readonly title: string;
  readonly why: string;
}

const sheet = (title: string, why: string): Rule => ({
  scope: 'sheet',
  severity: 'error',
  fixed: true,
  title,
  why,
});
const row = (title: string, why: string): Rule => ({ ...fixedRow(title, why), fixed: false });
const fixedRow = (title: string, why: string): Rule => ({ ...sheet(title, why), scope: 'row' });
const warning = (title: string, why: string): Rule => ({ ...row(title, why), severity: 'warning' });

/** Every code that a check can give: what it costs, what it means and why it is a rule. */
export const catalogue = {
  'file-too-large': sheet('The file is too large', 'A sheet of that size would stop the loop.'),
  'file-encoding': sheet('The file is not UTF-8', 'Guessed letters would be published.'),
  'file-empty': sheet('The sheet has no rows', 'An empty sheet would cancel every post.'),
  'separator-line': sheet('A `sep=` line stands first', 'It is read as the header.'),
  'separator-wrong': sheet('Cells are not separated by commas', 'All would be one column.'),
  'line-endings': sheet('Line ends differ', 'Where a row ends would be a guess.'),
  'quote-invalid': sheet('A quote stands where none may', 'Where a cell ends would be a guess.'),
  'quote-open': sheet('A quote is never closed', 'It swallows the rest of the file.'),
  'row-short': sheet('A row has too few cells', 'Its cells stand in the wrong columns.'),
  'row-long': sheet('A row has too many cells', 'An unquoted comma splits a text.'),
  'row-too-large': sheet('A row is too large', 'No post is that long.'),
  'rows-too-many': sheet('The sheet has too many rows', 'It would stop the loop.'),
  'column-missing': sheet('A column is missing', 'Every row needs it.'),
  'column-duplicate': sheet('A column stands twice', 'Which one counts would be a guess.'),
  'column-blank': sheet('A column has no name', 'Its cells would be lost.'),
  'column-forbidden': sheet('A column has a reserved name', 'It can not be a column.'),
  'json-invalid': sheet('The file is not JSON', 'It can not be read.'),
  'json-shape': sheet('The JSON has another shape', 'Its values can not be placed.'),
  'json-depth': sheet('The JSON is nested too deeply', 'A sheet is flat.'),
  'json-key-duplicate': sheet('A key stands twice', 'Which one counts would be a guess.'),
  'post-id-missing': sheet('A row has no post_id', 'It has no identity from run to run.'),
  'post-id-too-long': sheet('A post_id is too long', 'It is a name, not a text.'),
  'post-id-duplicate': sheet('Two rows have one post_id', 'One would replace the other.'),
  'week-unknown': sheet('The sheet does not say its week', 'A week names its deliveries.'),
  'week-ambiguous': sheet('The sheet names several weeks', 'A week names its deliveries.'),
  'mails-missing': sheet('The file holds no mail', 'There is nothing to send.'),
  'column-unknown': {
    ...warning('A column is unknown', 'It is not read.'),
    scope: 'sheet',
  },
  'mass-removal': sheet(
    'Over half of the unpublished rows are gone at once',
    'It is rather a broken sheet than a wish.',
  ),
  'sheet-gone': {
    ...warning('A sheet is gone', 'What was imported of it stays, and goes out.'),
    scope: 'sheet',
  },
  'allow-invalid': warning('An allowance lets nothing pass', 'What it is for is told as before.'),
  'row-blank': warning('A row is blank', 'It is skipped.'),
  'control-character': fixedRow('A control character', 'Networks and databases refuse it.'),
  'bidi-control': row('A bidi override', 'The text is shown in another order than it is stored.'),
  'invisible-character': row('An invisible character', 'Two names look the same and are not.'),
  'copy-missing': fixedRow('The post has no text', 'There is nothing to publish.'),
  'date-invalid': fixedRow('The date is not one', 'The post has no instant.'),
  'time-invalid': fixedRow('The time is not one', 'The post has no instant.'),
  'date-outside-week': warning('The date is outside the week', 'It may be a slip.'),
  'date-past': warning('The date is past', 'It may be missed rather than published.'),
  'week-dates-disagree': warning(
    'The sheet and the task queue name different days',
    'The team waits for it on another day than it goes out.',
  ),
  'locale-unknown': row('The locale is unknown', 'Its language can not be checked.'),
  'platform-unknown': fixedRow('The platform is unknown', 'Nothing publishes there.'),
  'status-unknown': fixedRow('The status is unknown', 'Whether it may go out is not known.'),
  'target-unmapped': fixedRow('No account stands behind the target', 'Nothing publishes there.'),
  'target-duplicate': fixedRow('One account is named twice', 'It would be posted twice.'),
  'link-invalid': fixedRow('The link is not one', 'Readers could not follow it.'),
  'link-scheme': fixedRow('The link has a forbidden scheme', 'Only https is safe for readers.'),
  'link-userinfo': fixedRow('The link holds a user name', 'It hides the host, or leaks a secret.'),
  'link-escaped': row('The link comes out of HTML', 'Behind `&amp;` no parameter is read.'),
  'link-host-punycode': warning('The host has other letters', 'It may imitate another host.'),
  'utm-missing': row('The link can not be measured', 'No number would come back.'),
  'utm-duplicate': row('A utm parameter stands twice', 'Which one counts differs by tool.'),
  'utm-source-mismatch': row('utm_source is not the platform', 'Numbers go to another network.'),
  'utm-content-mismatch': row('utm_content is not the post_id', 'Numbers go to another post.'),
  'utm-campaign-mismatch': row('utm_campaign is not the week', 'Numbers go to another week.'),
  'media-unsupported': fixedRow('Files would not go out', 'The post would be without them.'),
  'media-unknown': fixedRow('A media file does not exist', 'The post would be without it.'),
  'too-long': row('The text is too long for the network', 'It would be refused or cut.'),
  'title-missing': warning('The title is missing', 'The network needs one.'),
  'thread-announced-but-missing': warning(
    'A thread is announced and missing',
    'Readers wait for it.',
  ),
  'thread-unsupported': row('The network has no threads', 'Each part would be a post of its own.'),
  'placeholder-left': row('A placeholder is left', 'Readers would see it as it stands.'),
  'mail-part-missing': fixedRow('A mail has no subject or no body', 'It can not be sent.'),
  'mail-duplicate': fixedRow('A mail stands twice', 'Which one counts would be a guess.'),
  'mail-misspelt': warning(
    'A heading or a label of a mail is nearly right',
    'A text whose place in the mail is not known is not checked.',
  ),
  'claim-unverified': row(
    'A number is not verified',
    'A claim in public needs a measurement behind it.',
  ),
  'locale-mismatch': row('The post is in another language', 'Its readers do not read that one.'),
  'punctuation-foreign': warning(
    'A sign of another language',
    'The text looks like a translation.',
  ),
  'garbled-text': row('The text is garbled', 'Nobody can read it.'),
  'duplicate-copy': warning(
    'Two rows have one text',
    'Networks refuse it; readers take it for spam.',
  ),
  'link-broken': row('A link leads nowhere', 'Readers would see an error. Only `--online` looks.'),
  'link-unreachable': warning(
    'A link could not be looked at',
    'Whether readers see the page is not known. Only `--online` looks.',
  ),
  'link-loses-utm': warning(
    'A redirect drops utm parameters',
    'No visit would count for the post. Only `--online` looks.',
  ),
  'link-redirects': warning(
    'A link redirects',
    'A redirect may end some day. Only `--online` looks.',
  ),
  'link-extra': warning('The copy has a further link', 'Who follows it is not counted.'),
} as const satisfies Readonly<Record<string, Rule>>;

export type CheckCode = keyof typeof catalogue;

export const isCheckCode = (code: string): code is CheckCode => Object.hasOwn(catalogue, code);
