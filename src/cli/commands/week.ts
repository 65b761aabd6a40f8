import type { Command } from 'commander';
import type { RunDocument } from '../../application/run-week.ts';
import type { StatusDocument } from '../../application/status.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { refuseProblem, withClient } from '../client.ts';
import { done, type ExitCode, needsPerson } from '../exit.ts';
import { run, withServer } from '../options.ts';
import { refuse } from '../refusal.ts';
import { readPlan, withoutTexts } from '../saved-plan-file.ts';
import { count, print } from '../terminal.ts';
import { showDiagnostics } from '../views/diagnostics.ts';
import { noWeek, type WeekOptions, withIngest } from './ingest-options.ts';

interface RunOptions extends WeekOptions {
  readonly plan?: string;
}

/** `run-week` and `status`. */
export function addWeek(program: Command): void {
  withIngest(withServer(program.command('run-week [week]')))
    .description('pull, ingest, publish what is due, tell people: once, now')
    .option('--plan <file>', 'only if the plan is still what `plan --save` has kept')
    .addHelpText(
      'before',
      `Examples:
  broadsheet run-week week1_launch
  broadsheet run-week --plan plan.json                            exactly what was looked at
  broadsheet run-week week1_launch --now 2026-02-16T08:10+02:00   a rehearsal
`,
    )
    .action(run(runWeek));
  withServer(program.command('status [week]'))
    .description('show where every delivery of a week is, and why')
    .option('--week <week>', 'the same as the argument')
    .addHelpText('before', 'Example:\n  broadsheet status week1_launch\n')
    .action(run(status));
}

/** What shows times is loaded when there is something to show: `--help` does without. */
const views = async () => ({
  ...(await import('../views/plan.ts')),
  ...(await import('../views/status.ts')),
});

async function runWeek(argument: string | undefined, options: RunOptions): Promise<ExitCode> {
  const asked = await requestOf(argument ?? options.week, options);
  if (asked === null) return noWeek();
  if (!asked.ok) return refuse(asked.error);
  const week = asked.value.week_id;
  return withClient(options, 'real', async (client) => {
    const answer = await client.call<RunDocument>(
      'POST',
      '/api/webhook/marketing/run-week',
      asked.value,
    );
    if (!answer.ok) return refuseProblem(answer.error);
    const after = await client.call<StatusDocument>('GET', statusPath(week));
    if (!after.ok) return refuseProblem(after.error);
    if (options.json) print(JSON.stringify({ ...answer.body, status: after.body }, null, 2));
    else {
      showDiagnostics(answer.body.diagnostics);
      const { showPlan, showStatus } = await views();
      if (answer.body.plan) showPlan(answer.body.plan, { next: null });
      print(`${count(answer.body.run.counts.tried ?? 0, 'delivery', 'deliveries')} tried.\n`);
      showStatus(after.body);
    }
    return after.body.needs_person.length > 0 ? needsPerson : done;
  });
}

type RunRequest = { readonly week_id: string } & Readonly<Record<string, unknown>>;

/** @returns null where no week is named */
async function requestOf(
  week: string | undefined,
  options: RunOptions,
): Promise<Result<RunRequest> | null> {
  const { repo, branch, rebind = false, allowRemoval = false } = options;
  if (options.plan === undefined)
    return week
      ? success({
          week_id: week,
          ...(repo && { assets_repo: repo }),
          ...(branch && { assets_branch: branch }),
          rebind,
          allow_removal: allowRemoval,
        })
      : null;
  if (repo || branch || rebind || allowRemoval)
    return failure({
      code: 'usage',
      message: 'A saved plan says itself where it is from and what it allows.',
      remedy: 'Leave out --repo, --branch, --rebind and --allow-removal, or make another plan.',
    });
  const plan = await readPlan(options.plan);
  return plan.ok
    ? success({ week_id: week ?? plan.value.week_id, plan: withoutTexts(plan.value) })
    : plan;
}

const statusPath = (week: string | undefined): string =>
  `/api/marketing/status${week ? `?${new URLSearchParams({ week_id: week })}` : ''}`;

async function status(argument: string | undefined, options: WeekOptions): Promise<ExitCode> {
  return withClient(options, 'either', async (client) => {
    const path = statusPath(argument ?? options.week);
    const answer = await client.call<StatusDocument>('GET', path);
    if (!answer.ok) return refuseProblem(answer.error);
    if (options.json) print(JSON.stringify(answer.body, null, 2));
    else (await views()).showStatus(answer.body);
    const { needs_person, copy } = answer.body;
    return needs_person.length > 0 || copy ? needsPerson : done;
  });
}
