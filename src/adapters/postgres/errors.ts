export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/**
 * By SQLSTATE (class 08; 57P0x: the server is being stopped or started; 25P03: it ended a transaction
 * that was silent too long), by the codes of the operating system, and by the words of `pg`, which has no code for a connection that just ended.
 */
export const isConnectionLoss = (error: unknown): boolean =>
  /^(08|57P0|25P03|53300)/.test(codeOf(error)) ||
  /^E(CONN|PIPE|NOENT|TIMEDOUT|HOST|NET|ADDR)/.test(codeOf(error)) ||
  /Connection terminated|connection error|not queryable|Client has encountered/i.test(
    messageOf(error),
  );
