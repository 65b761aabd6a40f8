import type { Command } from 'commander';
import type { PlanDocument } from '../../application/plan-document.ts';
import { refuseProblem, withClient } from '../client.ts';
import { done, type ExitCode } from '../exit.ts';
import { run, withServer } from '../options.ts';
import { refuse } from '../refusal.ts';
import { savePlan } from '../saved-plan-file.ts';
import { shellPath, shellWord } from '../shell-word.ts';
import { print } from '../terminal.ts';
import { noWeek, type WeekOptions, withIngest } from './ingest-options.ts';

interface PlanOptions extends WeekOptions {
  readonly detailedExitcode?: boolean;
  readonly show?: boolean;
  readonly save?: string;
}

/** `plan` */
export function addPlan(program: Command): void {
  withIngest(withServer(program.command('plan [week]')))
    .description('show what an ingest of the branch would change; changes nothing')
    .option('--show', 'with the words of each post, as its network gets them')
    .option('--save <file>', 'keep this plan, for `run-week --plan`')
    .option('--detailed-exitcode', 'exit 0: no change, 2: changes, 1: could not plan')
    .addHelpText(
      'before',
      `Examples:
  broadsheet plan week1_launch
  broadsheet plan week1_launch --show                 with the words of each post
  broadsheet plan week1_launch --save plan.json       to run exactly this one later
`,
    )
    .action(run(plan));
}

async function plan(argument: string | undefined, options: PlanOptions): Promise<ExitCode> {
  const week = argument ?? options.week;
  if (!week) return noWeek();
  const query = new URLSearchParams({
    week_id: week,
    ...(options.repo && { assets_repo: options.repo }),
    ...(options.branch && { assets_branch: options.branch }),
    ...(options.rebind && { rebind: 'true' }),
    ...(options.allowRemoval && { allow_removal: 'true' }),
  });
  return withClient(options, 'either', async (client) => {
    const answer = await client.call<PlanDocument>('GET', `/api/marketing/plan?${query}`);
    if (!answer.ok) {
      const code = refuseProblem(answer.error);
      return options.detailedExitcode ? 1 : code;
    }
    const unsaved = options.save === undefined ? null : await savePlan(options.save, answer.body);
    if (unsaved) return refuse(unsaved);
    if (options.json) print(JSON.stringify(answer.body, null, 2));
    else {
      // Loaded here because it shows times: `--help` does without.
      const { showPlan } = await import('../views/plan.ts');
      showPlan(answer.body, {
        texts: options.show ?? false,
        next: nextCommand(answer.body, options),
      });
    }
    if (options.detailedExitcode) return hasChanges(answer.body) ? 2 : 0;
    return done;
  });
}

const hasChanges = ({ totals: { create, update, cancel } }: PlanDocument): boolean =>
  create + update + cancel > 0;

/** What a person does next with this plan, as a command that means the same installation. */
function nextCommand(plan: PlanDocument, options: PlanOptions): string | null {
  const week = shellWord(plan.week_id);
  if (hasChanges(plan) && options.save !== undefined)
    return [
      'broadsheet run-week --plan',
      shellPath(options.save),
      ...flags({ '--now': options.now }),
      ...placeFlags(options),
    ].join(' ');
  if (hasChanges(plan)) return ['broadsheet run-week', week, ...ingestFlags(options)].join(' ');
  const waits = plan.actions.some((one) => one.state === 'pending' && one.due_at !== null);
  if (!waits) return null;
  return ['broadsheet approve --week', week, '--all', ...placeFlags(options)].join(' ');
}

/** The options that say which installation is meant. */
function placeFlags({ config, data, server }: PlanOptions): readonly string[] {
  const usual = process.env.BROADSHEET_CONFIG || 'broadsheet.yaml';
  const named = { '--config': config === usual ? undefined : config, '--data': data };
  return flags({ ...named, '--server': server });
}

function ingestFlags(options: PlanOptions): readonly string[] {
  return [
    ...flags({ '--repo': options.repo, '--branch': options.branch, '--now': options.now }),
    ...(options.rebind ? ['--rebind'] : []),
    ...(options.allowRemoval ? ['--allow-removal'] : []),
    ...placeFlags(options),
  ];
}

const flags = (values: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [name, shellWord(value)],
  );
