import type { Baseline } from '../baseline.ts';
import { placeIn } from '../cell-place.ts';
import type { Diagnostic, Silenced } from '../diagnostic.ts';
import { locales, rulesOf } from '../locales.ts';
import type { MailFile, MailPart, MailTemplate } from '../mail.ts';
import { visible } from '../text.ts';
import { type Allowed, checkAllowed, withAllowances } from './allowances.ts';
import { checkHiddenText } from './characters.ts';
import { checkClaims } from './claims.ts';
import { byPlace, finding } from './finding.ts';
import { checkGarbled } from './garbled.ts';
import { checkLanguage } from './language.ts';
import type { Passage } from './passage.ts';
import { checkPlaceholders } from './placeholders.ts';
import { type Severities, withSeverities } from './verdict.ts';

/** What the checks know beside the mails themselves. */
export interface MailContext {
  readonly baseline: Baseline | null;
  /** Names that the mail program fills in. */
  readonly mergeTags: readonly string[];
  /** ISO local date: mails are sent from now on. */
  readonly today: string;
  /** What the week's file of allowances lets pass. */
  readonly allowed: Allowed;
  readonly severities: Severities;
}

/** Holds the mails of a week against the rules for texts. */
export function checkMails(
  { file, mails, misspelt }: MailFile,
  context: MailContext,
): { readonly diagnostics: readonly Diagnostic[]; readonly silenced: readonly Silenced[] } {
  const found: Diagnostic[] = [];
  if (mails.length === 0) {
    const message = 'The file holds no mail.';
    const hint = 'Write a section for each: "## EN D0 — Welcome", with Subject, Preview and Body.';
    found.push(finding('mails-missing', { file, line: 1, column: 1 }, message, hint));
  }
  for (const { found: written, right, ...at } of misspelt) {
    const message = `"${visible(written)}" is nearly the heading or a label of a mail.`;
    found.push(finding('mail-misspelt', at, message, `Write "${right}" at the start of the line.`));
  }
  const seen = new Map<string, MailTemplate>();
  for (const mail of mails) {
    found.push(...checkStructure(mail, seen.get(mail.name)));
    seen.set(mail.name, mail);
    for (const part of [mail.subject, mail.preview, mail.body])
      if (part) checkPart(mail, part, context, found);
  }
  found.push(...checkAllowed(context.allowed, null));
  const judged = withSeverities(found, context.severities).sort(byPlace);
  return withAllowances(judged, context.allowed.allowances);
}

function checkStructure(mail: MailTemplate, earlier: MailTemplate | undefined): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (!rulesOf(mail.locale)) {
    const message = `The language "${mail.locale}" of ${mail.name} is unknown.`;
    const hint = `Known are ${locales.join(', ')}.`;
    found.push(finding('locale-unknown', mail, message, hint, mail.name));
  }
  if (earlier) {
    const message = `${mail.name} stands twice, first on line ${earlier.line}.`;
    const hint = 'Give each mail a language and a day of its own.';
    found.push(finding('mail-duplicate', mail, message, hint, mail.name));
  }
  for (const [part, word] of [
    [mail.subject, 'Subject'],
    [mail.body, 'Body'],
  ] as const) {
    if (part && part.cell.text.trim() !== '') continue;
    const message = `${mail.name} has no ${word.toLowerCase()}.`;
    const hint = `Write it behind "${word}:", at the start of a line.`;
    found.push(finding('mail-part-missing', part?.cell ?? mail, message, hint, mail.name));
  }
  return found;
}

function checkPart(
  { name, locale }: MailTemplate,
  { label, cell }: MailPart,
  { baseline, mergeTags, today }: MailContext,
  found: Diagnostic[],
): void {
  const passage: Passage = {
    name: label,
    text: cell.text,
    locale,
    report: (code, message, hint, offset) => {
      found.push(finding(code, placeIn(cell, offset), message, hint, name));
    },
  };
  checkHiddenText(passage);
  checkLanguage(passage);
  checkGarbled(passage);
  checkPlaceholders(passage, mergeTags);
  checkClaims(passage, baseline, today);
}
