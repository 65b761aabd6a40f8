import pino from 'pino';
import type { Log, LogLevel } from '../../application/ports/log.ts';
import { isolated } from '../../domain/isolate.ts';

export interface LogSettings {
  /** The least that is written. */
  readonly level: LogLevel | 'silent';
  /** Takes one line, with its end. */
  write(line: string): void;
  /** For somebody who watches: words instead of JSON. */
  readonly human: boolean;
  redact(text: string): string;
}

/** One JSON document a line, or a line for people, without secrets. */
export function createLog({ level, write, human, redact }: LogSettings): Log {
  const stream = { write: (line: string) => write(human ? humanLine(line) : line) };
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  return {
    write: (at, event, fields) => logger[at](without(fields, redact) as object, event),
  };
}

/** Before it is written as JSON, where a secret with a quote in it would look another way. */
function without(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((one) => without(one, redact));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [redact(key), without(one, redact)]));
}

/** `08:10:02 warn  outcome  delivery_id=28e663ae8541 outcome=rejected` */
function humanLine(line: string): string {
  const { level, time, event, ...fields } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const words = Object.entries(fields).map(([key, value]) => `${key}=${wordOf(value)}`);
  const when = `${time}`.slice(11, 19);
  const said = [when, `${level}`.padEnd(5), event, ...words].join(' ');
  return `${isolated(said.replace(/\p{Cc}/gu, ' '))}\n`;
}

function wordOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /\s/.test(text) ? `"${text.replaceAll('"', "'")}"` : text;
}
