import { basename } from 'node:path';
import { type LoadedConfiguration, realNow } from '../../compose.ts';
import { finding } from '../../domain/checks/finding.ts';
import { withSeverities } from '../../domain/checks/verdict.ts';
import type { SheetRow } from '../../domain/sheet.ts';
import { visible } from '../../domain/text.ts';
import { localDate } from '../../domain/time.ts';
import { count } from '../terminal.ts';
import { broughtBy, checkSource } from './check-sheet-source.ts';
import { type CheckedSource, nothingRead } from './checked-source.ts';
import type { Sought } from './find-sources.ts';

/**
 * Checks all that was found; of a range, what it has brought.
 *
 * @param configuration null without one
 */
export async function checkSought(
  found: readonly Sought[],
  configuration: LoadedConfiguration | null,
): Promise<readonly CheckedSource[]> {
  const gone: CheckedSource[] = [];
  for (const one of found) if (one.gone) gone.push(await checkSource(one.source, configuration));
  const checked: CheckedSource[] = [];
  for (const { source, before, gone: isGone } of found) {
    if (isGone) continue;
    const after = await checkSource(source, configuration);
    const earlier =
      before === null
        ? takeFormer(after, gone)
        : before && (await checkSource(before, configuration));
    checked.push({ ...broughtBy(earlier ?? null, after), earlier: earlier?.posts ?? null });
  }
  return [...checked, ...gone.map((one) => toldAsGone(one, configuration))];
}

/** A sheet that has another name now is the same one: it is known by its week, mails by their file's name. */
function takeFormer(after: CheckedSource, gone: CheckedSource[]): CheckedSource | null {
  const nameOf = ({ what, weekId, source }: CheckedSource) =>
    what === 'row' ? weekId : basename(source.path);
  const name = nameOf(after);
  const at = gone.findIndex(
    (one) => name !== '' && one.what === after.what && nameOf(one) === name,
  );
  return at < 0 ? null : (gone.splice(at, 1)[0] ?? null);
}

/** An import leaves a week alone whose sheet it does not find: what is approved of it goes out still. */
function toldAsGone(
  { source, what, sheet, weekId, timezone }: CheckedSource,
  loaded: LoadedConfiguration | null,
): CheckedSource {
  const told = { ...nothingRead({ ...source, bytes: new Uint8Array() }), what, timezone };
  const today = localDate(realNow(), timezone);
  const open = sheet.rows.filter((row) => mayGoOut(row, today)).length;
  if (open === 0) return told;
  const week = weekId === '' ? 'a week' : visible(weekId);
  const message = `The sheet of ${week} is gone, with ${count(open, 'post')} that ${open === 1 ? 'is' : 'are'} not out.`;
  const hint = `Nothing is cancelled by that: what is approved still goes out, unless a person takes it back: \`broadsheet reject --week ${week} --all\`.`;
  const at = { file: source.path, line: 1, column: 1 };
  const diagnostics = withSeverities(
    [finding('sheet-gone', at, message, hint)],
    loaded?.configuration.checks ?? new Map(),
  );
  return { ...told, diagnostics };
}

/** A date that can not be read may be meant for any day. */
function mayGoOut({ cells }: SheetRow, today: string): boolean {
  const date = cells.publish_date?.text.trim() ?? '';
  const isPast = /^\d{4}-\d{2}-\d{2}$/.test(date) && date < today;
  return !isPast && !/^(posted|done)$/.test(cells.status?.text.trim() ?? '');
}
