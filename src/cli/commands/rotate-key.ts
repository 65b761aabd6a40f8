import type { Command } from 'commander';
import { forgetSecrets, type Rotated } from '../../application/secrets.ts';
import { ask, canAsk } from '../ask.ts';
import { type GlobalOptions, refuseProblem, refuseToOpen, withClient } from '../client.ts';
import { done, type ExitCode } from '../exit.ts';
import { run, withServer } from '../options.ts';
import { refuseUsage } from '../refusal.ts';
import { count, print, say } from '../terminal.ts';

interface RotateOptions extends GlobalOptions {
  readonly lost?: boolean;
  readonly yes?: boolean;
}

/** `accounts rotate-key`: of what the accounts' secrets are sealed with. */
export function addRotateKey(accounts: Command): void {
  withServer(accounts.command('rotate-key'))
    .description('seal the secrets of the accounts with a new key')
    .option('--lost', 'the key is lost for good: forget what it sealed')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'before',
      `Examples:
  broadsheet accounts rotate-key
  BROADSHEET_KEY=… BROADSHEET_KEY_OLD=… broadsheet accounts rotate-key     a key of your own
  broadsheet accounts rotate-key --lost     then connect the accounts again
`,
    )
    .action(
      run((_: RotateOptions, command: Command) => {
        const options: RotateOptions = command.optsWithGlobals();
        return options.lost ? forget(options) : rotate(options);
      }),
    );
}

async function rotate(options: RotateOptions): Promise<ExitCode> {
  return withClient(options, 'either', async (client) => {
    const answer = await client.call<Rotated>('POST', '/api/secrets/rotate', {});
    if (!answer.ok) return refuseProblem(answer.error);
    const { secrets, key } = answer.body;
    if (options.json) print(JSON.stringify({ schema: 'broadsheet/rotate-key@1', secrets, key }));
    else
      print(
        key === null
          ? 'There are no secrets yet, and no key.'
          : `${count(secrets, 'secret is', 'secrets are')} sealed with the new key, in ${key}. Keep a copy of it apart from the backups of the database.`,
      );
    return done;
  });
}

async function forget(options: RotateOptions): Promise<ExitCode> {
  if (!options.yes) {
    if (!canAsk())
      return refuseUsage('Nobody can be asked here.', 'Say --yes to forget the secrets.');
    say('Every account that was connected has to be connected again.');
    if (!(await ask('Forget the secrets of the database?'))) {
      say('Nothing was changed.');
      return done;
    }
  }
  const { openHouse } = await import('../../compose.ts');
  const house = await openHouse({
    config: options.config,
    data: options.data ?? null,
    environment: process.env,
    clock: { kind: 'either' },
    withoutSecrets: true,
  });
  if (!house.ok) return refuseToOpen(house.error);
  const { forgotten } = await forgetSecrets(house.value.services).finally(house.value.close);
  if (options.json) print(JSON.stringify({ schema: 'broadsheet/rotate-key@1', forgotten }));
  else print(`${count(forgotten, 'secret was', 'secrets were')} forgotten.`);
  return done;
}
