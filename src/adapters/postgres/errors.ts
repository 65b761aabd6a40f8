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
  /^E(CONN|PIPE|NOENT|NOTFOUND|AI_|TIMEDOUT|HOST|NET|ADDR)/.test(codeOf(error)) ||
  /Connection terminated|connection error|not queryable|Client has encountered/i.test(
    messageOf(error),
  );

/**
 * Whether the database takes nothing for now, through no fault of what it was asked: it is not
 * reached, or can't write. By SQLSTATE, 25006: a standby, which is read only. 40001, 40P01, 55P03:
 * others were in the way again and again. 53: no room on the disk, no memory. 57: somebody stops the
 * statement. 58: the server's own files
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
export const isAway = (error: unknown): boolean =>
  isConnectionLoss(error) || /^(25006|40001|40P01|53|55P03|57|58)/.test(codeOf(error));
