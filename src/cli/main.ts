import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addCheck } from './commands/check.ts';
import { addConnect } from './commands/connect.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addInit } from './commands/init.ts';
import { addKeys } from './commands/keys.ts';
import { addOrders } from './commands/orders.ts';
import { addPlan } from './commands/plan.ts';
import { addPublishing } from './commands/publishing.ts';
import { addServe } from './commands/serve.ts';
import { addWeek } from './commands/week.ts';
import { notRun } from './exit.ts';
import { nameOf, refuseEmptyArguments } from './options.ts';
import { printProblem, runsCommand, seeHelp } from './refusal.ts';
import { say, spelled } from './terminal.ts';

// npm runs scripts in the package's folder; paths are relative to where the caller stands.
if (process.env.npm_lifecycle_event === 'broadsheet' && process.env.INIT_CWD)
  process.chdir(process.env.INIT_CWD);

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly version: string };

const program = new Command('broadsheet')
  .description("Publishes a week's marketing from git: checked, approved, and never posted twice.")
  .version(version, '-V, --version', 'show the version')
  .helpOption('-h, --help', 'show this help')
  .helpCommand(false)
  .addHelpText(
    'before',
    `Examples:
  broadsheet demo                                  a whole week in seconds, without accounts
  broadsheet check sheet.csv                       what is wrong with a sheet, and how to mend it
  broadsheet plan week1_launch                     what a pull would change
  broadsheet run-week week1_launch                 pull, ingest, publish what is due
  broadsheet approve --week week1_launch --all     see what will be public, then approve it
  broadsheet status                                where every delivery is, and why
  broadsheet doctor                                what may keep it from publishing
`,
  )
  .exitOverride()
  .showHelpAfterError(seeHelp(''))
  .configureOutput({ outputError: sayUsage })
  .hook('preAction', (_, command) => {
    runsCommand(nameOf(command));
    refuseEmptyArguments(command);
  });

/** What the reader of options has to say, such as an option that there is not. */
function sayUsage(text: string): void {
  const [first = '', ...rest] = text.trim().split('\n');
  const message = first.replace(/^error: /, '');
  printProblem({ code: 'usage', message, remedy: rest.join(' ').trim(), diagnostics: [] });
  // Its names are words of the command line; its own line breaks stay.
  const strange = process.argv.filter((word) => spelled(word) !== word);
  say(strange.reduce((said, word) => said.replaceAll(word, spelled(word)), text.trimEnd()));
}

addDemo(program);
addInit(program);
addCheck(program);
addPlan(program);
addWeek(program);
addOrders(program);
addPublishing(program);
addConnect(program);
addKeys(program);
addServe(program);
addDoctor(program);

// A reader that closes the pipe (`| head`) is no error; a full disk is one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  // A verdict that nobody can read is none: 1 would say that it was given.
  say(`error: The output could not be written: ${error.code}.`);
  process.exit(notRun);
});

const defect =
  'This is a defect of Broadsheet. Nothing was published because of it; please report it.';

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof Error && 'exitCode' in error)
    process.exitCode = error.exitCode === 0 ? 0 : notRun;
  else {
    printProblem({ code: 'defect', message: String(error), remedy: defect, diagnostics: [] });
    say(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    say(`  ${defect}`);
    process.exitCode = notRun;
  }
}
