import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { MailFile, MailPart, MailTemplate } from '../../domain/mail.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { decode } from './decode.ts';
import { defaultLimits } from './limits.ts';

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

/**
 * Reads the mails of a week, `week-{week}-email-assets.md`: a section `## EN D0 — …` each, with
 * subject, preview and body. Other sections are the team's own and are left alone.
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
  const starts = lines.flatMap((line, index) => (/^##\s/.test(line) ? [index] : []));
  const mails = starts.flatMap((start, at) => {
    const end = starts[at + 1] ?? lines.length;
    return readSection(path, lines.slice(start, end), start + 1) ?? [];
  });
  return success({ file: path, mails });
}

function readSection(file: string, lines: readonly string[], line: number): MailTemplate | null {
  const [, language, day] = /^##\s+([a-z]{2})\s+(d\d+)(?!\p{L})/iu.exec(lines[0] ?? '') ?? [];
  if (!language || !day) return null;
  const parts = new Map<PartName, MailPart>();
  for (let index = 1; index < lines.length; index += 1) {
    const found = /^([\p{L} ]+?)\s*:[^\S\n]*(.*)$/u.exec(lines[index] ?? '');
    const name = partOf.get(found?.[1]?.toLowerCase() ?? '');
    if (!found || !name || parts.has(name)) continue;
    const rest = name === 'body' ? withoutEnd(lines.slice(index + 1)) : [];
    const column = [...(lines[index] ?? '')].length - [...(found[2] ?? '')].length + 1;
    const text = [found[2] ?? '', ...rest].join('\n').trimEnd();
    parts.set(name, {
      label: found[1] ?? '',
      cell: { file, line: line + index, column, text },
    });
    if (name === 'body') break;
  }
  return {
    file,
    line,
    column: 1,
    name: `${language.toUpperCase()} ${day.toUpperCase()}`,
    locale: language.toLowerCase(),
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
