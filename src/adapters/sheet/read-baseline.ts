import type { Baseline, Metric } from '../../domain/baseline.ts';
import { isCalendarDate } from '../../domain/checks/dates.ts';
import { decode } from './decode.ts';
import { defaultLimits } from './limits.ts';

/**
 * Reads the team's `baseline-metrics.md`: its `Date:` and the rows of the table that has the
 * columns *Metric*, *Current* and *Verified*, in any order. People write around it what they like.
 *
 * @param path for what is said of a metric
 * @returns without metrics where there is no such table, or no text: nothing is verified then
 */
export function readBaseline({
  path,
  bytes,
}: {
  readonly path: string;
  readonly bytes: Uint8Array;
}): Baseline {
  const text = decode(path, bytes, defaultLimits.fileBytes);
  const lines = text.ok ? text.value.split(/\r\n|\r|\n/) : [];
  return { file: path, date: dateOf(lines), metrics: metricsOf(lines) };
}

function dateOf(lines: readonly string[]): string | null {
  for (const line of lines) {
    const found = /^[\s*_>-]*date[*_]*\s*:[*_\s]*(\d{4}-\d{2}-\d{2})\b/i.exec(line)?.[1];
    if (found && isCalendarDate(found)) return found;
  }
  return null;
}

function metricsOf(lines: readonly string[]): readonly Metric[] {
  const metrics: Metric[] = [];
  let columns: ReadonlyMap<string, number> | null = null;
  for (const [index, line] of lines.entries()) {
    const cells = cellsOf(line);
    if (!cells) columns = null;
    else if (!columns) columns = columnsOf(cells);
    else if (!cells.every((cell) => /^:?-+:?$/.test(cell))) {
      const at = columns;
      const cell = (name: string) => cells[at.get(name) ?? -1] ?? '';
      if (!['metric', 'current', 'verified'].every((name) => at.has(name))) continue;
      const verified = /^(?:yes|כן)$/i.test(cell('verified'));
      metrics.push({ name: cell('metric'), current: cell('current'), verified, line: index + 1 });
    }
  }
  return metrics;
}

/** Null where the line is none of a table. */
function cellsOf(line: string): readonly string[] | null {
  const inner = /^\s*\|(.*)\|\s*$/.exec(line)?.[1];
  if (inner === undefined) return null;
  return inner
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').replace(/^[\s*_`]+|[\s*_`]+$/g, ''));
}

const columnsOf = (head: readonly string[]): ReadonlyMap<string, number> =>
  new Map(head.map((name, index) => [name.toLowerCase(), index]));
