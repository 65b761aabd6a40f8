import type { Command } from 'commander';
import type { Confirmed } from '../../application/confirm-copy.ts';
import type { DoctorDocument } from '../../application/doctor.ts';
import type { DoctorCheck } from '../../application/documents/doctor.ts';
import type { Problem } from '../../domain/result.ts';
import { ask, canAsk } from '../ask.ts';
import { type Client, type GlobalOptions, refuseProblem, withClient } from '../client.ts';
import { done, type ExitCode, needsPerson } from '../exit.ts';
import { asOption, run, withServer } from '../options.ts';
import { refuseUsage } from '../refusal.ts';
import { count, print, say, shown, styled } from '../terminal.ts';
import { live } from './smoke-test.ts';

interface DoctorOptions extends GlobalOptions {
  readonly restored?: boolean;
  readonly live?: string;
  readonly keep?: boolean;
  readonly yes?: boolean;
  readonly as: string;
}

/** `doctor` */
export function addDoctor(program: Command): void {
  withServer(program.command('doctor'))
    .description('look at all that may keep the installation from publishing')
    .option('--restored', 'this copy of the database is the one that goes on')
    .option('--live <account>', 'post a test post to an account, look it up and remove it')
    .option('--keep', 'do not remove the test post')
    .option('-y, --yes', 'do not ask')
    .addOption(asOption())
    .addHelpText(
      'beforeAll',
      `Examples:
  broadsheet doctor
  broadsheet doctor --restored               after a backup was restored, or a standby promoted
  broadsheet doctor --live linkedin/company  whether an account works: asks before it posts
`,
    )
    .action(run(doctor));
}

const path = '/api/doctor';

async function doctor(options: DoctorOptions): Promise<ExitCode> {
  if (options.live === undefined ? options.keep : options.restored)
    return refuseUsage(
      'It is not clear what is meant.',
      'Say --restored, or --live with an account; --keep goes with --live.',
    );
  if (options.live !== undefined) return live({ ...options, live: options.live });
  if (options.restored && !options.yes && !canAsk())
    return refuseUsage('Nobody can be asked here.', 'Say --yes to confirm the copy.');
  return withClient(
    options,
    'either',
    (client) => (options.restored ? restored(client, options) : examine(client, options)),
    (problem) => (isOfDatabase(problem.code) ? unreachable(problem, options) : null),
  );
}

async function examine(client: Client, options: DoctorOptions): Promise<ExitCode> {
  const answer = await client.call<DoctorDocument>('GET', path);
  return answer.ok ? show(answer.body, options) : refuseProblem(answer.error);
}

/** A database that can't be opened is something that a doctor finds, not what keeps it from work. */
const isOfDatabase = (code: string): boolean =>
  /^(database-|migration-|socket-|embedded-|key-file-|secrets?-)/.test(code) &&
  !code.startsWith('database-lives');

function unreachable({ code, message, remedy }: Problem, options: DoctorOptions): ExitCode {
  const name = code.startsWith('secret') ? 'secrets' : 'database';
  const check: DoctorCheck = { name, result: 'problem', message, remedy };
  const schema = 'broadsheet/doctor@1' as const;
  return show({ schema, as_of: null, ok: false, checks: [check], owners: [] }, options);
}

const marks = {
  ok: styled('green', 'ok     '),
  note: styled('cyan', 'note   '),
  problem: styled('red', 'problem'),
};

function show(document: DoctorDocument, options: DoctorOptions): ExitCode {
  if (options.json) print(JSON.stringify(document, null, 2));
  else {
    const width = Math.max(...document.checks.map((one) => one.name.length));
    for (const { name, result, message, remedy } of document.checks) {
      print(`${marks[result]}  ${name.padEnd(width)}  ${shown(message)}`);
      if (remedy) print(`${' '.repeat(width + 11)}${shown(remedy)}`);
    }
  }
  return document.ok ? done : needsPerson;
}

async function restored(client: Client, options: DoctorOptions): Promise<ExitCode> {
  if (!options.yes) {
    const found = await client.call<DoctorDocument>('GET', path);
    if (!found.ok) return refuseProblem(found.error);
    const identity = found.body.checks.find((one) => one.name === 'identity');
    say(`${identity?.message ?? ''}
This database goes on from here. The other one must never publish again: stop it for good first.
What was due meanwhile is looked for at each network, and sent only where it is proven absent.`);
    if (!(await ask('Go on with this one?'))) {
      say('Nothing was changed.');
      return done;
    }
  }
  const answer = await client.call<Confirmed>('POST', `${path}/restored`, { who: options.as });
  if (!answer.ok) return refuseProblem(answer.error);
  const { unconfirmed } = answer.body;
  if (options.json) print(JSON.stringify({ schema: 'broadsheet/restored@1', ...answer.body }));
  else
    print(
      unconfirmed === 0
        ? 'This database goes on. Nothing was due meanwhile.'
        : `This database goes on. ${count(unconfirmed, 'delivery', 'deliveries')} may be public already and ${unconfirmed === 1 ? 'is' : 'are'} looked for first.`,
    );
  return done;
}
