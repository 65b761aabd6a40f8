import type { Command } from 'commander';
import type { Connected } from '../../application/connect.ts';
import type { Authorization } from '../../application/ports/oauth.ts';
import { type GlobalOptions, refuseProblem, withClient } from '../client.ts';
import { done, type ExitCode, needsPerson } from '../exit.ts';
import type { Loopback } from '../loopback.ts';
import { asOption, run, withServer } from '../options.ts';
import { refuse, refuseUsage } from '../refusal.ts';
import { print, say, shown } from '../terminal.ts';

interface ConnectOptions extends GlobalOptions {
  readonly port: string;
  readonly as: string;
}

/** `connect` */
export function addConnect(program: Command): void {
  withServer(program.command('connect <account>'))
    .description('connect an account: consent in the browser, tokens in the encrypted store')
    .option('--port <number>', 'of 127.0.0.1, for the answer of the network', '4171')
    .addOption(asOption())
    .addHelpText(
      'before',
      `Example:
  broadsheet connect x/main_account
`,
    )
    .action(run(connect));
}

/** A person signs in, and looks up a second factor. */
const patience = 10 * 60_000;

async function connect(key: string, options: ConnectOptions): Promise<ExitCode> {
  if (!/^\d{1,5}$/.test(options.port) || Number(options.port) > 65_535)
    return refuseUsage('The port is not one.', 'Give a number from 0 to 65535.');
  const { openLoopback } = await import('../loopback.ts');
  const loopback = await openLoopback(Number(options.port)).catch(() => null);
  if (!loopback)
    return refuseUsage(
      `Port ${options.port} of 127.0.0.1 can't be used.`,
      'Choose another with --port, and allow its address at the network.',
    );
  try {
    return await connectBy(loopback, key, options);
  } finally {
    loopback.close();
  }
}

function connectBy(loopback: Loopback, key: string, options: ConnectOptions): Promise<ExitCode> {
  return withClient(options, 'either', async (client) => {
    const path = `/api/accounts/${key}`;
    const begun = await client.call<Authorization>('POST', `${path}/connect`, {
      redirect_uri: loopback.redirectUri,
    });
    if (!begun.ok) return refuseProblem(begun.error);
    const { url, state, verifier } = begun.body;
    say(`Open this in a browser, signed in as ${shown(key)}, and agree:\n\n${url}\n
The app must allow ${loopback.redirectUri} as its redirect address. Waiting for the answer …`);
    const callbackUrl = await loopback.answer(state, AbortSignal.timeout(patience));
    if (callbackUrl === null)
      return refuse({
        code: 'no-answer',
        message: 'No answer came within ten minutes.',
        remedy: 'Nothing was changed; connect again.',
      });
    const answer = await client.call<Connected>('POST', `${path}/connected`, {
      callback_url: callbackUrl,
      state,
      verifier,
      who: options.as,
    });
    if (!answer.ok) return refuseProblem(answer.error);
    if (options.json)
      print(JSON.stringify({ schema: 'broadsheet/connected@1', ...answer.body }, null, 2));
    else print(told(answer.body));
    const { problem, paused } = answer.body;
    return problem !== null && paused !== null ? needsPerson : done;
  });
}

function told({ keys, expires_at, renewable, posts_as, problem, paused, key }: Connected): string {
  const life = renewable
    ? 'Its token is renewed by itself.'
    : expires_at === null
      ? 'The network does not say when its token ends.'
      : `Its token ends at ${expires_at} and can't be renewed by itself; you are told before.`;
  const rest = paused === null ? '' : ` It publishes nothing still: ${shown(paused)}.`;
  const owner = posts_as === null ? '' : ` It posts as "${shown(posts_as)}".`;
  const doubt = problem === null ? '' : `\n${shown(problem.message)}. ${shown(problem.remedy)}`;
  return `${keys.join(', ')}: connected.${owner} ${life}${rest}${doubt}
The token is sealed in the database; its key is in ${key}: keep a copy apart from the backups.`;
}
