import { type LoadedConfiguration, realNow, sheetReader } from '../../compose.ts';
import { checkMails } from '../../domain/checks/check-mails.ts';
import { defaultMergeTags } from '../../domain/mail.ts';
import { localDate } from '../../domain/time.ts';
import { allowedBeside, baselineOf } from './beside.ts';
import { type CheckedSource, nothingRead } from './checked-source.ts';
import type { SheetSource } from './sheet-source.ts';

/** Checks the mails of a week, `week-1-email-assets.md`. */
export async function checkMailSource(
  source: SheetSource,
  loaded: LoadedConfiguration | null,
): Promise<CheckedSource> {
  const { path, bytes } = source;
  const configuration = loaded?.configuration;
  const timezone = configuration?.timezone ?? 'UTC';
  const found = { ...nothingRead(source), what: 'mail' as const, timezone };
  const read = sheetReader.readMails({ path, bytes });
  if (!read.ok) return { ...found, diagnostics: read.error };
  const checked = checkMails(read.value, {
    baseline: await baselineOf(source, configuration?.assets.baseline ?? null),
    mergeTags: configuration?.mergeTags ?? defaultMergeTags,
    today: localDate(realNow(), timezone),
    allowed: await allowedBeside(source),
    severities: configuration?.checks ?? new Map(),
  });
  return { ...found, count: read.value.mails.length, ...checked };
}
