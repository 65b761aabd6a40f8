import { isCalendarDate } from '../../domain/checks/dates.ts';
import { byPlace, finding } from '../../domain/checks/finding.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Manifest } from '../../domain/sheet.ts';
import { bidiControl, visible, zeroWidth } from '../../domain/text.ts';
import { decode } from './decode.ts';
import { type JsonValue, type Place, scanJson } from './json.ts';
import { defaultLimits } from './limits.ts';

/** Kinds of tasks that are run: the publishing sheet. Others are listed as ignored. */
const runKinds: ReadonlySet<string> = new Set(['social_batch']);

/**
 * Reads a week's `week-{week}-task-queue.json`: the name of the week, its dates, and which of its
 * tasks are of kinds that we do not run. Further keys are left alone: others read the file too.
 *
 * @param path in the repository, for the diagnostics
 * @returns every error of the file at once where there is one
 */
export function readManifest({
  path,
  bytes,
}: {
  readonly path: string;
  readonly bytes: Uint8Array;
}): Result<Manifest, readonly Diagnostic[]> {
  const text = decode(path, bytes, defaultLimits.fileBytes);
  if (!text.ok) return text;
  const { value, flaws } = scanJson(text.value, defaultLimits.depth);
  const found = flaws.map((flaw) =>
    finding(flaw.code, { file: path, ...flaw }, flaw.message, flaw.hint),
  );
  if (value === null) return failure(found);
  const report: Report = (at, message, hint) => {
    found.push(finding('json-shape', { file: path, ...at }, message, hint));
  };
  const dates = objectAt(value, 'date_range', report);
  const tasks = readTasks(value, report);
  const manifest = {
    weekId: readWeekId(value, report),
    start: dates && readDate(dates, 'start', report),
    end: dates && readDate(dates, 'end', report),
    dueTasks: tasks.flatMap(({ dueDate, ...task }) => (dueDate ? [{ ...task, dueDate }] : [])),
    ignoredTasks: tasks
      .filter(({ type }) => !runKinds.has(type))
      .map(({ id, type }) => ({ id, type })),
  };
  if (manifest.start && manifest.end && manifest.start > manifest.end)
    report(dates ?? value, 'The week ends before it starts.', 'Exchange start and end.');
  return found.length > 0 ? failure(found.sort(byPlace)) : success(manifest);
}

type Report = (at: Place, message: string, hint: string) => void;

function member(value: JsonValue, key: string): JsonValue | null {
  if (value.kind !== 'object') return null;
  const found = value.members.find((one) => one.key === key)?.value;
  return found && found.kind !== 'null' ? found : null;
}

function objectAt(value: JsonValue, key: string, report: Report): JsonValue | null {
  const found = member(value, key);
  if (!found || found.kind === 'object') return found;
  report(found, `${key} is not an object.`, `Write "${key}": {…}.`);
  return null;
}

function readWeekId(value: JsonValue, report: Report): string {
  const found = member(value, 'week_id');
  if (found?.kind === 'text' && isName(found.text)) return found.text;
  report(
    found ?? value,
    'The file does not name its week.',
    'Write "week_id": "week1_launch", a short name without invisible characters.',
  );
  return '';
}

const isName = (text: string): boolean =>
  /^\P{Cc}{1,200}$/u.test(text) &&
  text.trim() === text &&
  !bidiControl.test(text) &&
  !zeroWidth.test(text);

function readDate(dates: JsonValue, key: string, report: Report): string | null {
  const found = member(dates, key);
  if (!found) return null;
  if (found.kind === 'text' && isCalendarDate(found.text)) return found.text;
  const written = found.kind === 'text' ? ` "${visible(found.text)}"` : '';
  report(found, `The ${key}${written} of date_range is not a date.`, 'Write it as 2026-02-16.');
  return null;
}

interface Task {
  readonly id: string;
  readonly type: string;
  readonly line: number;
  /** Null also where it is no date: others read the file too, and it is theirs. */
  readonly dueDate: string | null;
}

function readTasks(value: JsonValue, report: Report): readonly Task[] {
  const tasks = member(value, 'tasks');
  if (!tasks) return [];
  const hint = 'Write "tasks": [{"id": "…", "type": "…"}].';
  if (tasks.kind !== 'array') {
    report(tasks, 'tasks is not an array.', hint);
    return [];
  }
  return tasks.items.flatMap((task) => {
    const id = member(task, 'id');
    const type = member(task, 'type');
    if (id?.kind === 'text' && type?.kind === 'text') {
      const due = member(task, 'due_date');
      const dueDate = due?.kind === 'text' && isCalendarDate(due.text) ? due.text : null;
      return [{ id: id.text, type: type.text, line: task.line, dueDate }];
    }
    report(task, 'A task has no id or no type.', hint);
    return [];
  });
}
