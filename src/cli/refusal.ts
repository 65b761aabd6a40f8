import type { ProblemDocument } from '../application/documents/program.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Problem } from '../domain/result.ts';
import { type ExitCode, notRun } from './exit.ts';
import { print, say, shown, spelled, styled } from './terminal.ts';
import { showDiagnostics } from './views/diagnostics.ts';

/** Asked of the words themselves: a command line that can't be read may still say how it is answered. */
const wantsDocument = (): boolean =>
  process.argv.some(
    (word, at, all) => word === '--json' || (word === 'json' && all[at - 1] === '--format'),
  );

let help = 'broadsheet --help';

/** @param name of the command that runs, from now on: `accounts pause` */
export function runsCommand(name: string): void {
  help = `broadsheet ${name} --help`;
}

/** Stands below what the reader of options says. */
export const seeHelp = (name: string): string =>
  `  Options and examples: \`${['broadsheet', name, '--help'].filter(Boolean).join(' ')}\`.`;

/** Says why a command could not be done: in words, and as a document where that was asked for. */
export function refuse(
  { code, message, remedy }: Problem,
  diagnostics: readonly Diagnostic[] = [],
): ExitCode {
  printProblem({ code, message, remedy, diagnostics });
  showDiagnostics(diagnostics);
  return complain(message, remedy);
}

/**
 * The same in words alone, for a command that has printed its document already. What a person has
 * named comes back in them, and must begin no line of its own.
 */
export function complain(message: string, remedy: string): ExitCode {
  say(`${styled('red', 'error')}: ${shown(message)}${remedy ? `\n  ${spelled(remedy)}` : ''}`);
  return notRun;
}

/** Says that a command line is not clear, and where its help is. */
export const refuseUsage = (message: string, remedy: string): ExitCode =>
  refuse({ code: 'usage', message, remedy: `${remedy} See \`${help}\`.`.trim() });

/** Says on standard output what only words on standard error have said, where that was asked for. */
export function printProblem(problem: Omit<ProblemDocument, 'schema'>): void {
  if (!wantsDocument()) return;
  const document: ProblemDocument = { schema: 'broadsheet/problem@1', ...problem };
  print(JSON.stringify(document, null, 2));
}
