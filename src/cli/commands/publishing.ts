import type { Command } from 'commander';
import type { AccountsDocument } from '../../application/list-accounts.ts';
import { type GlobalOptions, refuseProblem, refuseToOpen, withClient } from '../client.ts';
import { done, type ExitCode } from '../exit.ts';
import { asOption, run, withGlobals, withServer } from '../options.ts';
import { refuseUsage } from '../refusal.ts';
import { print } from '../terminal.ts';
import { addRotateKey } from './rotate-key.ts';

interface PublishingOptions extends GlobalOptions {
  readonly as: string;
  readonly all?: boolean;
}

/** `pause`, `resume`, `accounts` and `migrate`. */
export function addPublishing(program: Command): void {
  for (const word of ['pause', 'resume'] as const)
    withServer(program.command(`${word} [accounts...]`))
      .description(
        word === 'pause'
          ? 'stop the publications of accounts, or of all'
          : 'let publications go again, spaced',
      )
      .option('--all', 'everything at once')
      .addOption(asOption())
      .addHelpText(
        'before',
        `Examples:\n  broadsheet ${word} --all\n  broadsheet ${word} x/main_account\n`,
      )
      .action(run((names, options) => switchTo(word, names, options)));
  const accounts = withServer(program.command('accounts'))
    .description('list the accounts, and whether they may publish')
    .addOption(asOption())
    .addHelpText(
      'before',
      'Examples:\n  broadsheet accounts\n  broadsheet accounts resume x/main_account\n',
    )
    // The words behind it are a mistyped command: commander would speak of arguments.
    .allowExcessArguments()
    .action(run(list));
  for (const word of ['pause', 'resume'] as const)
    withServer(accounts.command(`${word} <accounts...>`))
      .description(`${word} accounts`)
      .addOption(asOption())
      .addHelpText('before', `Example:\n  broadsheet accounts ${word} x/main_account\n`)
      .action(
        run((names: readonly string[], _options: PublishingOptions, command: Command) =>
          switchTo(word, names, command.optsWithGlobals()),
        ),
      );
  addRotateKey(accounts);
  withGlobals(program.command('migrate'))
    .description('bring the database to the present version; every command does so by itself')
    .addHelpText('before', 'Example:\n  broadsheet migrate\n')
    .action(run(migrate));
}

async function switchTo(
  word: 'pause' | 'resume',
  names: readonly string[],
  options: PublishingOptions,
): Promise<ExitCode> {
  if (Boolean(options.all) === names.length > 0)
    return refuseUsage('It is not clear what is meant.', 'Name accounts, or say --all.');
  return withClient(options, 'either', async (client) => {
    const answer = await client.call('POST', `/api/publishing/${word}`, {
      ...(names.length > 0 && { accounts: names }),
      who: options.as,
    });
    if (!answer.ok) return refuseProblem(answer.error);
    const what = options.all ? 'Everything' : names.join(', ');
    const state = word === 'pause' ? 'is paused' : 'may publish again';
    if (options.json)
      print(
        JSON.stringify({
          schema: 'broadsheet/publishing@1',
          accounts: options.all ? null : names,
          paused: word === 'pause',
        }),
      );
    else print(`${what} ${state}.`);
    return done;
  });
}

async function list(options: PublishingOptions, command: Command): Promise<ExitCode> {
  const [word] = command.args;
  if (word !== undefined) {
    const { didYouMean } = await import('../../domain/nearest.ts');
    const known = command.commands.map((one) => one.name());
    return refuseUsage(`unknown command 'accounts ${word}'`, didYouMean(word, known).trim());
  }
  return withClient(options, 'either', async (client) => {
    const answer = await client.call<AccountsDocument>('GET', '/api/accounts');
    if (!answer.ok) return refuseProblem(answer.error);
    if (options.json) {
      print(JSON.stringify(answer.body, null, 2));
      return done;
    }
    // Loaded here because it shows times: `--help` does without.
    const { accountsTable } = await import('../views/accounts.ts');
    print(accountsTable(answer.body));
    return done;
  });
}

async function migrate(options: GlobalOptions): Promise<ExitCode> {
  const { openHouse } = await import('../../compose.ts');
  const house = await openHouse({
    config: options.config,
    data: options.data ?? null,
    environment: process.env,
    clock: { kind: 'either' },
  });
  if (!house.ok) return refuseToOpen(house.error);
  const { migrated } = house.value;
  await house.value.close();
  if (options.json) print(JSON.stringify({ schema: 'broadsheet/migrate@1', migrated }));
  else print(migrated.length > 0 ? `Ran ${migrated.join(', ')}.` : 'The database is up to date.');
  return done;
}
