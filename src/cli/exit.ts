/** 0 done, 1 something needs a person, 2 could not run. */
export type ExitCode = 0 | 1 | 2;

export const done: ExitCode = 0;
export const needsPerson: ExitCode = 1;
export const notRun: ExitCode = 2;
