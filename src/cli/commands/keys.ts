import type { Command } from 'commander';
import type { CreatedKey, KeysDocument, ListedKey } from '../../application/keys.ts';
import { type Scope, scopeMeanings, scopes } from '../../domain/scope.ts';
import { type GlobalOptions, refuseProblem, withClient } from '../client.ts';
import { done, type ExitCode } from '../exit.ts';
import { asOption, run, withServer } from '../options.ts';
import { refuseUsage } from '../refusal.ts';
import { print, say, shown } from '../terminal.ts';

interface CreateOptions extends GlobalOptions {
  readonly as: string;
  readonly name: string;
  readonly scopes: string;
  readonly days: string;
}

const meanings = scopes.map((scope) => `  ${scope.padEnd(9)}${scopeMeanings[scope]}`).join('\n');

/** `keys`: of the API, for programs and for other machines. */
export function addKeys(program: Command): void {
  const keys = program
    .command('keys')
    .description('make, list and revoke keys of the API')
    .addHelpText('before', 'Examples:\n  broadsheet keys create --name dashboard --scopes read\n');
  withServer(keys.command('create'))
    .description('make a key; it is shown this once')
    .requiredOption('--name <name>', 'what it is for: it stands in the audit trail')
    .requiredOption('--scopes <list>', `what it is good for: of ${scopes.join(', ')}`)
    .option('--days <number>', 'for how long it works', '90')
    .addOption(asOption())
    .addHelpText(
      'before',
      `Examples:
  broadsheet keys create --name dashboard --scopes read
  broadsheet keys create --name "weekly run" --scopes publish,read --days 365

Scopes:
${meanings}
`,
    )
    .action(run(create));
  withServer(keys.command('list'))
    .description('list the keys, and when each was used last')
    .addHelpText('before', 'Example:\n  broadsheet keys list\n')
    .action(run(list));
  withServer(keys.command('revoke <id>'))
    .description('from now on a key is good for nothing')
    .addOption(asOption())
    .addHelpText('before', 'Example:\n  broadsheet keys revoke 3f9a1c07\n')
    .action(run(revoke));
}

async function create(options: CreateOptions): Promise<ExitCode> {
  const wanted = options.scopes.split(',').map((one) => one.trim());
  const unknown = wanted.find((one) => !scopes.includes(one as Scope));
  if (unknown !== undefined)
    return refuseUsage(`"${unknown}" is no scope.`, `Scopes are ${scopes.join(', ')}.`);
  const days = Number(options.days);
  if (!(Number.isInteger(days) && days >= 1 && days <= 3650))
    return refuseUsage('The number of days is not one.', 'Give a number from 1 to 3650.');
  const body = { name: options.name, scopes: wanted, days, who: options.as };
  return withClient(options, 'either', async (client) => {
    const answer = await client.call<CreatedKey>('POST', '/api/keys', body);
    if (!answer.ok) return refuseProblem(answer.error);
    const { key, expires_at } = answer.body;
    if (options.json) {
      print(JSON.stringify({ schema: 'broadsheet/key@1', ...answer.body }, null, 2));
      return done;
    }
    print(key);
    say(`It works until ${expires_at}. It is shown this once: keep it where secrets are kept.`);
    return done;
  });
}

async function list(options: GlobalOptions): Promise<ExitCode> {
  return withClient(options, 'either', async (client) => {
    const answer = await client.call<KeysDocument>('GET', '/api/keys');
    if (!answer.ok) return refuseProblem(answer.error);
    if (options.json) print(JSON.stringify(answer.body, null, 2));
    else if (answer.body.keys.length === 0) print('There are no keys yet.');
    else for (const key of answer.body.keys) print(line(key));
    return done;
  });
}

function line(key: ListedKey): string {
  const used = key.last_used_at === null ? 'never used' : `used ${key.last_used_at}`;
  const ends = key.state === 'works' ? `until ${key.expires_at}` : key.state;
  return `bs_${key.id}  ${shown(key.name)}  ${key.scopes.join(',')}  ${ends}, ${used}`;
}

async function revoke(given: string, options: CreateOptions): Promise<ExitCode> {
  // Also as `list` shows it, or as the key itself begins.
  const id = /^bs_([0-9a-f]{8})/.exec(given)?.[1] ?? given;
  return withClient(options, 'either', async (client) => {
    const path = `/api/keys/${encodeURIComponent(id)}/revoke`;
    const answer = await client.call<ListedKey>('POST', path, { who: options.as });
    if (!answer.ok) return refuseProblem(answer.error);
    if (options.json)
      print(JSON.stringify({ schema: 'broadsheet/key@1', ...answer.body }, null, 2));
    else print(`bs_${answer.body.id} is revoked.`);
    return done;
  });
}
