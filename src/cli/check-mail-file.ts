import { type LoadedConfiguration, realNow, sheetReader } from '../compose.ts';
import { checkMails } from '../domain/checks/check-mails.ts';
import { defaultMergeTags } from '../domain/mail.ts';
import { localDate } from '../domain/time.ts';
import { allowedBeside, baselineOf } from './beside.ts';
import type { CheckedFile } from './check-file.ts';

/** Checks the mails of a week that lie in a folder, `week-1-email-assets.md`. */
export async function checkMailFile(
  path: string,
  bytes: Uint8Array,
  loaded: LoadedConfiguration | null,
): Promise<CheckedFile> {
  const read = sheetReader.readMails({ path, bytes });
  if (!read.ok) return { what: 'mail', rows: 0, diagnostics: read.error, silenced: [] };
  const configuration = loaded?.configuration;
  const found = checkMails(read.value, {
    baseline: await baselineOf(path, configuration?.assets.baseline ?? null),
    mergeTags: configuration?.mergeTags ?? defaultMergeTags,
    today: localDate(realNow(), configuration?.timezone ?? 'UTC'),
    allowed: await allowedBeside(path),
    severities: configuration?.checks ?? new Map(),
  });
  return { what: 'mail', rows: read.value.mails.length, ...found };
}
