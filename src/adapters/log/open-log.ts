import { type Log, silentLog } from '../../application/ports/log.ts';
import type { LogSettings } from './log.ts';

/** Where a log goes. */
export type LogTarget = Pick<LogSettings, 'write' | 'human'>;

/**
 * Its library is loaded where something is logged: a command that logs nothing starts sooner.
 *
 * @param target left out: nothing is logged
 */
export async function openLog(
  target: LogTarget | undefined,
  { level }: Pick<LogSettings, 'level'>,
  redact: LogSettings['redact'],
): Promise<Log> {
  if (!target) return silentLog;
  const { createLog } = await import('./log.ts');
  return createLog({ ...target, level, redact });
}
