const logLevels = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof logLevels)[number];

/** What an operator reads while it happens: a line an event. What is to last is in the tables. */
export interface Log {
  /**
   * @param event one word
   * @param fields ids, numbers and short texts; secrets are taken out
   */
  write(level: LogLevel, event: string, fields: Readonly<Record<string, unknown>>): void;
}

export const silentLog: Log = { write() {} };
