import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import type { ExitCode } from './exit.ts';
import { seeHelp } from './refusal.ts';

/** The options that every command takes. */
export function withGlobals(command: Command): Command {
  return command
    .showHelpAfterError(seeHelp(nameOf(command)))
    .option(
      '--config <file>',
      'the configuration',
      process.env.BROADSHEET_CONFIG || 'broadsheet.yaml',
    )
    .option(
      '--data <directory>',
      'the data directory (default: .broadsheet beside the configuration)',
      process.env.BROADSHEET_DATA || undefined,
    )
    .option('--json', 'print a versioned document instead of text');
}

/** The same, and the one of what is done by a server where there is one. */
export function withServer(command: Command): Command {
  return withGlobals(command).option(
    '--server <url>',
    'ask this server, with the key in BROADSHEET_API_KEY (default: the one on the data directory)',
    process.env.BROADSHEET_SERVER || undefined,
  );
}

/** As it is typed, behind `broadsheet`: `accounts pause`. */
export function nameOf(command: Command): string {
  const above = command.parent?.parent ? [nameOf(command.parent)] : [];
  return [...above, command.name()].join(' ');
}

export const nowOption = (): Option =>
  new Option('--now <instant>', 'rehearse as of an instant, such as 2026-02-16T08:10+02:00');

/** For the audit trail: who gives an order. */
export const asOption = (): Option =>
  new Option('--as <name>', 'who gives the order').default(userName(), 'your user name');

function userName(): string {
  try {
    return process.env.BROADSHEET_USER || userInfo().username;
  } catch {
    // A container may run as a uid without a name.
    return 'operator';
  }
}

/**
 * Refuses a command with an empty argument. It is nearly always a variable of a script that is not
 * set, and `--week "$WEEK"` must not mean another week than the script's author had in mind.
 */
export function refuseEmptyArguments(command: Command): void {
  const empty = command.options.find(
    (option) => command.getOptionValue(option.attributeName()) === '',
  );
  const name = empty?.long ?? (command.args.includes('') ? 'an argument' : null);
  if (name !== null) command.error(`error: ${name} is empty\n  Give it a value, or leave it out.`);
}

/** Turns a command's outcome into the exit code of the process. */
export function run<Arguments extends unknown[]>(
  work: (...args: Arguments) => Promise<ExitCode>,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    process.exitCode = await work(...args);
  };
}
