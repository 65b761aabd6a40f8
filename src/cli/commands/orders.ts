import type { Command } from 'commander';
import type { ApprovalPreview } from '../../application/approve.ts';
import type { OrderReport } from '../../application/orders.ts';
import { ask, canAsk } from '../ask.ts';
import { type GlobalOptions, refuseProblem, withClient } from '../client.ts';
import { done, type ExitCode } from '../exit.ts';
import { asOption, nowOption, run, withServer } from '../options.ts';
import { complain, refuseUsage } from '../refusal.ts';
import { count, print, say, shown } from '../terminal.ts';
import { stateWord } from '../views/state-word.ts';

interface OrderOptions extends GlobalOptions {
  readonly week?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly as: string;
  readonly plan?: string;
  readonly reason?: string;
  readonly release?: boolean;
  readonly posted?: string;
  readonly notPosted?: boolean;
}

const namesHelp = 'post_id, post_id:platform/target, or an id of `status`';

/** What a person orders for deliveries. */
export function addOrders(program: Command): void {
  const selecting = (name: string) =>
    withServer(program.command(`${name} [names...]`))
      .option('--week <week>', 'the week_id (default: the newest week)')
      .option(
        '--all',
        'all deliveries of the week to which it applies (rerun-failed: of every week)',
      )
      .addOption(asOption());
  selecting('approve')
    .description('show what would become public, per network, and approve it')
    .option('--plan <hash>', 'approve only if it is still what was looked at')
    .option('-y, --yes', 'do not ask')
    .addOption(nowOption())
    .addHelpText(
      'before',
      `Examples:
  broadsheet approve --week week1_launch --all
  broadsheet approve en_x_short_01 en_li_tip_02:linkedin/company --yes
`,
    )
    .action(run(approve));
  selecting('reject')
    .description('take the approval back, and hold it until a person approves again')
    .option('--reason <text>', 'why, for the audit trail')
    .addHelpText('before', 'Example:\n  broadsheet reject en_x_short_01 --reason "old price"\n')
    .action(run((names, options) => order('reject', names, options)));
  selecting('hold')
    .description('let nothing of it leave, until it is let go')
    .option('--release', 'let it go again')
    .option('--reason <text>', 'why, for the audit trail')
    .addHelpText(
      'before',
      'Examples:\n  broadsheet hold en_x_short_01\n  broadsheet hold en_x_short_01 --release\n',
    )
    .action(run((names, options) => order(options.release ? 'release' : 'hold', names, options)));
  selecting('rerun-failed')
    .description('order failed deliveries again; missed ones where they are named')
    .option('--reason <text>', 'why, for the audit trail')
    .addHelpText(
      'before',
      'Examples:\n  broadsheet rerun-failed --week week1_launch\n  broadsheet rerun-failed he_community_01:community/whatsapp\n',
    )
    .action(run(rerun));
  withServer(program.command('resolve <name>'))
    .description('settle by your word whether an unconfirmed delivery is public')
    .option('--week <week>', 'the week_id (default: the newest week)')
    .option('--posted <url>', 'it is public there')
    .option('--not-posted', 'it is not public')
    .addOption(asOption())
    .addHelpText(
      'before',
      `Examples:
  broadsheet resolve he_newsletter_01:newsletter/weekly_issue --posted https://news.example/1
  broadsheet resolve he_newsletter_01:newsletter/weekly_issue --not-posted
`,
    )
    .action(run(resolve));
}

type Selected =
  | { readonly all: true; readonly week_id: string; readonly who: string }
  | { readonly deliveries: readonly string[]; readonly week_id: string; readonly who: string };

/** Either names, or `--all`: of neither and of both it is not clear what is meant. */
const isClear = (names: readonly string[], options: OrderOptions): boolean =>
  Boolean(options.all) !== names.length > 0;

const unclear = (): ExitCode =>
  refuseUsage(
    'It is not clear which deliveries are meant.',
    `Name them (${namesHelp}), or say --all.`,
  );

async function selected(
  client: Client,
  names: readonly string[],
  options: OrderOptions,
): Promise<Selected> {
  const common = { week_id: await weekOf(client, options), who: options.as };
  return names.length > 0 ? { ...common, deliveries: names } : { ...common, all: true };
}

type Client = Parameters<Parameters<typeof withClient>[2]>[0];

/** The week that is named, else the newest. */
async function weekOf(client: Client, options: OrderOptions): Promise<string> {
  if (options.week) return options.week;
  const status = await client.call<{ readonly week_id: string | null }>(
    'GET',
    '/api/marketing/status',
  );
  return (status.ok && status.body.week_id) || 'unknown';
}

async function approve(names: readonly string[], options: OrderOptions): Promise<ExitCode> {
  if (!isClear(names, options)) return unclear();
  // As of an instant the rehearsal comes to it, as by `run-week --now`: an order is no glance.
  const wish = options.now === undefined ? 'either' : 'real';
  return withClient(options, wish, async (client) => {
    const body = await selected(client, names, options);
    const preview = await client.call<ApprovalPreview>('POST', '/api/deliveries/preview', body);
    if (!preview.ok) return refuseProblem(preview.error);
    // Loaded here because it shows times: `--help` does without.
    if (!options.json) (await import('../views/approval.ts')).showApproval(preview.body);
    const decided = await consent(preview.body, options);
    if (decided !== 'approve') {
      if (options.json) printApproval(preview.body, false);
      return decided;
    }
    const answer = await client.call<ApprovalPreview>('POST', '/api/deliveries/approve', {
      ...body,
      plan: options.plan ?? preview.body.plan,
    });
    if (!answer.ok) return refuseProblem(answer.error);
    const number = answer.body.deliveries.length;
    if (options.json) printApproval(answer.body, true);
    else print(`\n${count(number, 'delivery', 'deliveries')} approved by ${shown(options.as)}.`);
    return done;
  });
}

/** Whether what was shown is to be approved; else how the command ends. */
async function consent(
  { deliveries, plan }: ApprovalPreview,
  options: OrderOptions,
): Promise<'approve' | ExitCode> {
  // Another content than the one that was looked at: the approval itself refuses it, and says why.
  if (options.plan !== undefined && options.plan !== plan) return 'approve';
  if (deliveries.length === 0) {
    say('Nothing waits for approval.');
    return done;
  }
  if (options.yes) return 'approve';
  if (!canAsk())
    return complain(
      'Nobody can be asked here, so nothing was approved.',
      `Say --yes to approve, or --yes --plan ${plan} to approve this and nothing else.`,
    );
  if (await ask(`\nApprove ${count(deliveries.length, 'delivery', 'deliveries')}?`))
    return 'approve';
  say('Nothing was approved.');
  return done;
}

function printApproval(preview: ApprovalPreview, approved: boolean): void {
  print(JSON.stringify({ schema: 'broadsheet/approval@1', approved, ...preview }, null, 2));
}

/** Needs a week, names in the newest week, or `--all` for every week. */
async function rerun(names: readonly string[], options: OrderOptions): Promise<ExitCode> {
  const { week, all, as: who, reason } = options;
  if (names.length > 0 ? all : !week && !all)
    return refuseUsage(
      'It is not clear what is to run again.',
      `Give --week, name deliveries (${namesHelp}), or say --all for every week.`,
    );
  return withClient(options, 'either', async (client) => {
    const weekId = week ?? (names.length > 0 ? await weekOf(client, options) : undefined);
    const answer = await client.call<{ readonly weeks: readonly OrderReport[] }>(
      'POST',
      '/api/webhook/marketing/rerun-failed',
      {
        ...(weekId !== undefined ? { week_id: weekId } : { all: true }),
        ...(names.length > 0 && { deliveries: names }),
        who,
        ...(reason !== undefined && { reason }),
      },
    );
    if (!answer.ok) return refuseProblem(answer.error);
    if (options.json)
      print(JSON.stringify({ schema: 'broadsheet/rerun@1', ...answer.body }, null, 2));
    else for (const report of answer.body.weeks) showReport(report, options);
    return done;
  });
}

async function order(
  path: 'reject' | 'hold' | 'release',
  names: readonly string[],
  options: OrderOptions,
): Promise<ExitCode> {
  if (!isClear(names, options)) return unclear();
  return withClient(options, 'either', async (client) => {
    const body = await selected(client, names, options);
    const answer = await client.call<OrderReport>('POST', `/api/deliveries/${path}`, {
      ...body,
      ...(options.reason !== undefined && { reason: options.reason }),
    });
    if (!answer.ok) return refuseProblem(answer.error);
    showReport(answer.body, options);
    return done;
  });
}

async function resolve(name: string, options: OrderOptions): Promise<ExitCode> {
  if ((options.posted === undefined) === (options.notPosted === undefined))
    return refuseUsage('Is it public or not?', 'Say --posted URL, or --not-posted.');
  return withClient(options, 'either', async (client) => {
    const answer = await client.call<OrderReport>('POST', '/api/deliveries/resolve', {
      week_id: await weekOf(client, options),
      delivery: name,
      who: options.as,
      ...(options.posted !== undefined ? { posted: options.posted } : { not_posted: true }),
    });
    if (!answer.ok) return refuseProblem(answer.error);
    showReport(answer.body, options);
    return done;
  });
}

function showReport(report: OrderReport, options: OrderOptions): void {
  if (options.json) {
    print(JSON.stringify({ schema: 'broadsheet/order@1', ...report }, null, 2));
    return;
  }
  for (const one of report.changed) print(`${shown(one.name)}: now ${stateWord(one.state)}`);
  if (report.changed.length === 0) print('Nothing was changed.');
  const reasons = Map.groupBy(report.unchanged, (one) => one.reason);
  for (const [reason, list] of reasons)
    print(`${count(list.length, 'delivery', 'deliveries')} unchanged: ${reason}.`);
}
