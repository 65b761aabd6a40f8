import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { MailFile, MailPart, MailTemplate, Misspelt } from '../../domain/mail.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { decode } from './decode.ts';
import { defaultLimits } from './limits.ts';
import { headingOf, type MailHeading } from './mail-heading.ts';

/** How the parts of a mail are called, in each language. */
const labels = {
  subject: ['Subject', 'נושא'],
  preview: ['Preview', 'תקציר תצוגה'],
  body: ['Body', 'תוכן'],
} as const;

type PartName = keyof typeof labels;

const partOf = new Map(
  (Object.keys(labels) as PartName[]).flatMap((part) =>
    labels[part].map((label): [string, PartName] => [label.toLowerCase(), part]),
  ),
);

/** `Subject: …`, also in bold or in a list: `- **Subject:** …`. */
const labelled =
  /^\s{0,3}(?:[-*+]\s+)?([*_]{0,3})([\p{L} ]{1,30}?)\s{0,9}(?:\1\s*:|:\s*\1)[^\S\n]*(.*)$/u;

/** What was rather meant for a label than for a note: `### Body`, `Preview text: …`. */
const nearlyLabelled =
  /^[^\p{L}:]*(subject|preview|preheader|body|נושא|תקציר|תוכן)(?!\p{L})(?:[^:：]{0,20}[:：]|(?<=^\s{0,3}#.*)\W*$)/iu;

const labelMeant = (found: string): string =>
  found.toLowerCase() === 'preheader'
    ? 'Preview'
    : (Object.values(labels)
        .flat()
        .find((label) => label.toLowerCase().startsWith(found.toLowerCase())) ?? found);

/**
 * Reads the mails of a week, `week-{week}-email-assets.md`: a section `## EN D0 — …` each, with
 * subject, preview and body. Other sections are the team's own and are left alone. A heading that
 * is nearly one is read as what it means, so that its text is checked, and told.
 *
 * @param path for the places of what is read
 * @returns no mail where there is no such section; an error where the file is no text
 */
export function readMails({
  path,
  bytes,
}: {
  readonly path: string;
  readonly bytes: Uint8Array;
}): Result<MailFile, readonly Diagnostic[]> {
  const text = decode(path, bytes, defaultLimits.fileBytes);
  if (!text.ok) return failure(text.error);
  const lines = text.value.split(/\r\n|\r|\n/);
  const headings = lines.map(headingOf);
  const starts = lines.flatMap((line, index) =>
    /^##\s/.test(line) || headings[index] ? [index] : [],
  );
  const misspelt: Misspelt[] = [];
  const mails = starts.flatMap((start, at) => {
    const heading = headings[start];
    if (!heading) return [];
    const section = { file: path, line: start + 1, lines: lines.slice(start, starts[at + 1]) };
    if (heading.right !== null && (heading.language !== null || hasPart(section)))
      misspelt.push({ ...placeOf(section, 0), found: heading.found, right: heading.right });
    return heading.language === null ? [] : readSection(section, heading, misspelt);
  });
  return success({ file: path, mails, misspelt });
}

interface Section {
  readonly file: string;
  /** Of its heading, which is the first of its lines. */
  readonly line: number;
  readonly lines: readonly string[];
}

const placeOf = ({ file, line }: Section, index: number) => ({
  file,
  line: line + index,
  column: 1,
});

const hasPart = ({ lines }: Section): boolean =>
  lines.some((line) => partOf.has(labelled.exec(line)?.[2]?.toLowerCase() ?? ''));

function readSection(
  section: Section,
  { language, day }: MailHeading,
  misspelt: Misspelt[],
): MailTemplate {
  const { file, line, lines } = section;
  const parts = new Map<PartName, MailPart>();
  for (let index = 1; index < lines.length; index += 1) {
    const written = lines[index] ?? '';
    const [, , label = '', text = ''] = labelled.exec(written) ?? [];
    const name = partOf.get(label.toLowerCase());
    const nearly = name ? null : nearlyLabelled.exec(written);
    if (nearly)
      misspelt.push({
        ...placeOf(section, index),
        found: written.trim(),
        right: `${labelMeant(nearly[1] ?? '')}: …`,
      });
    if (!name || parts.has(name)) continue;
    const rest = name === 'body' ? withoutEnd(lines.slice(index + 1)) : [];
    const column = [...written].length - [...text].length + 1;
    const cell = { file, line: line + index, column, text: [text, ...rest].join('\n').trimEnd() };
    parts.set(name, { label, cell });
    if (name === 'body') break;
  }
  return {
    file,
    line,
    column: 1,
    name: `${language?.toUpperCase()} ${day}`,
    locale: language ?? '',
    subject: parts.get('subject') ?? null,
    preview: parts.get('preview') ?? null,
    body: parts.get('body') ?? null,
  };
}

/** A rule between two mails belongs to neither. */
function withoutEnd(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => !/^\s*(?:-{3,}\s*)?$/.test(line));
  return lines.slice(0, last + 1);
}
