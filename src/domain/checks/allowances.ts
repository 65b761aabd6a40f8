import type { Diagnostic, Location, Silenced } from '../diagnostic.ts';
import { didYouMean } from '../nearest.ts';
import { foldIdentifier, visible } from '../text.ts';
import { catalogue, isCheckCode } from './catalogue.ts';
import { finding } from './finding.ts';
import type { Row } from './row.ts';

/** What a person lets pass for one post, and why. */
export interface Allowance extends Location {
  readonly postId: string;
  readonly code: string;
  readonly reason: string;
}

/** The week's file of allowances, as read. */
export interface Allowed {
  readonly allowances: readonly Allowance[];
  /** What is wrong with the file itself. */
  readonly problems: readonly Diagnostic[];
}

export const nothingAllowed: Allowed = { allowances: [], problems: [] };

const howTo = 'Write it as "allow: utm-missing – the partner’s own link".';

/**
 * `allow: utm-missing – reason`, at the start of a sentence, so that "don’t allow: utm-missing" lets
 * nothing pass. The reason ends with its line, or before the next one; codes are split by commas.
 */
const inNotes =
  /(?<=^|\n|;|\.\s)([^\S\n]*)allow\s*:[^\S\n]*([\w-]+(?:\s*,\s*[\w-]+)*)[^\S\n]*([^\n]*?)(?=\n|$|[;.][^\S\n]*allow\s*:)/giu;

/** The allowances that a row's notes hold. */
export function allowancesOf(row: Row): readonly Allowance[] {
  const cell = row.cell('notes');
  if (!cell) return [];
  return [...cell.text.matchAll(inNotes)].flatMap((match) => {
    const { 1: space = '', 2: codes = '', 3: rest = '', index } = match;
    const reason = rest.replace(/^[\s–—:-]+/u, '').trim();
    const at = row.placeOf('notes', index + space.length);
    return codes
      .split(',')
      .map((code) => ({ ...at, postId: row.postId, code: code.trim(), reason }));
  });
}

/** Why an allowance lets nothing pass; null where it is in order. */
export function objectionTo({ code, reason, postId, ...at }: Allowance): Diagnostic | null {
  const report = (message: string, hint: string) =>
    finding('allow-invalid', at, message, hint, postId);
  const meant = code.toLowerCase();
  if (!isCheckCode(meant)) {
    const hint = `${didYouMean(code, Object.keys(catalogue))}Codes stand in each message of \`check\`.`;
    return report(`No check has the code "${visible(code)}".`, hint);
  }
  if (catalogue[meant].fixed)
    return report(`${meant} can not be allowed: ${catalogue[meant].why}`, 'Mend the row itself.');
  if (!/\p{L}/u.test(reason)) return report(`${meant} is allowed without a reason.`, howTo);
  return null;
}

/** Parts what was found into what is told and what a person lets pass. */
export function withAllowances(
  found: readonly Diagnostic[],
  allowances: readonly Allowance[],
): { readonly diagnostics: readonly Diagnostic[]; readonly silenced: readonly Silenced[] } {
  const good = allowances.filter((one) => objectionTo(one) === null);
  const diagnostics: Diagnostic[] = [];
  const silenced: Silenced[] = [];
  for (const one of found) {
    const allowance = good.find(
      ({ code, postId }) =>
        code.toLowerCase() === one.code &&
        foldIdentifier(postId) === foldIdentifier(one.post_id ?? ''),
    );
    if (allowance) silenced.push({ ...one, reason: allowance.reason });
    else diagnostics.push(one);
  }
  return { diagnostics, silenced };
}

/** `EN D0`: the file allows for mails and posts alike. */
const isMail = (postId: string): boolean => /^[a-z]{2} d\d+$/iu.test(postId);

/**
 * What is wrong with the file of allowances.
 *
 * @param postIds of the sheet; null: mails are checked, and the allowances for posts are not known
 */
export function checkAllowed(
  { allowances, problems }: Allowed,
  postIds: readonly string[] | null,
): readonly Diagnostic[] {
  const known = postIds && new Set(postIds.map(foldIdentifier));
  const found = allowances.flatMap((one) => {
    if (isMail(one.postId) !== (known === null)) return [];
    if (!known || known.has(foldIdentifier(one.postId))) return objectionTo(one) ?? [];
    const message = `No row has the post_id "${visible(one.postId)}".`;
    const hint = `${didYouMean(one.postId, postIds ?? [])}Remove the line where the post is gone.`;
    return [finding('allow-invalid', one, message, hint)];
  });
  return [...problems, ...found];
}
