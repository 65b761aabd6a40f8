import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { type StatusDocument, status } from '../../application/status.ts';
import { liveUntil } from '../../application/virtual-time.ts';
import {
  type House,
  makeDataDirectory,
  openHouse,
  openMailSink,
  readWorld,
  removeDatabase,
} from '../../compose.ts';
import { addMilliseconds, localDate, startOfDay } from '../../domain/time.ts';
import { done, type ExitCode } from '../exit.ts';
import { refuse } from '../refusal.ts';
import { print, say, styled } from '../terminal.ts';
import { showStatus } from '../views/status.ts';
import { narrator, showMails, showWorld } from './narrate.ts';
import { nextSteps } from './next-steps.ts';
import { clearStage, type Stage, setStage } from './stage.ts';
import { eventsOf, readStory, type Story } from './story.ts';

export interface DemoOptions {
  readonly data: string;
  readonly json?: boolean;
}

/**
 * Lives a week on a virtual clock with real parts: a git repository, a PostgreSQL, a mail server,
 * and people's orders as commands of their own. Only the networks are sandboxes.
 */
export async function demo(options: DemoOptions): Promise<ExitCode> {
  const story = readStory();
  const directory = resolve(options.data);
  const cleared = await clearStage(directory, removeDatabase);
  if (!cleared.ok) return refuse(cleared.error);
  const unusable = await makeDataDirectory(directory);
  if (unusable) return refuse(unusable);
  const sink = await openMailSink();
  try {
    const stage = await setStage(directory, story, sink.url);
    const house = await openHouse({
      config: stage.config,
      data: stage.data,
      environment: demoEnvironment(),
      clock: { kind: 'virtual', now: story.starts_at },
    });
    if (!house.ok) return refuse(house.error);
    try {
      const end = await live(house.value, stage, story, options);
      const world = await readWorld(stage.data);
      if (options.json)
        print(
          JSON.stringify(
            { schema: 'broadsheet/demo@1', status: end, posts: world, mails: sink.mails },
            null,
            2,
          ),
        );
      else {
        print(`\n${styled('bold', 'The week')}`);
        showStatus(end);
        showWorld(world, house.value.services.configuration.timezone);
        showMails(sink.mails);
        showNext(stage);
      }
      return done;
    } finally {
      await house.value.close();
    }
  } finally {
    await sink.close();
  }
}

/** The demo has a database of its own, whatever the caller works with. */
function demoEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('DATABASE_URL') && !name.startsWith('BROADSHEET_'),
  );
  return Object.fromEntries(kept);
}

async function live(
  { services, virtualClock }: House,
  stage: Stage,
  story: Story,
  { json }: DemoOptions,
): Promise<StatusDocument> {
  if (!virtualClock) throw new Error('the demo lives in virtual time');
  const zone = services.configuration.timezone;
  const tell = json ? null : narrator(zone);
  const look = async (): Promise<StatusDocument> => {
    const found = await status(services, null);
    if (!found.ok) throw new Error(found.error.message);
    return found.value;
  };
  const until = (at: string) =>
    liveUntil(services, virtualClock, at, async (now, ran) => tell?.beat(now, ran, await look()));
  let day = localDate(story.starts_at, zone);
  for (const event of [...eventsOf(story), { at: story.ends_at, kind: 'end' as const }]) {
    if (localDate(event.at, zone) !== day) {
      await until(addMilliseconds(startOfDay(event.at, zone), -1));
      tell?.endOfDay(await look());
      day = localDate(event.at, zone);
    }
    await until(event.at);
    if (event.kind === 'push') {
      await stage.push(event.push);
      tell?.happened(event.at, `${styled('cyan', 'pushed')}: ${event.push.message}`);
    } else if (event.kind === 'order') {
      tell?.happened(
        event.at,
        `${styled('cyan', event.order.who)}: broadsheet ${event.order.command.join(' ')}`,
      );
      await command(stage, event.order);
    }
  }
  return look();
}

const run = promisify(execFile);

/** People give their orders in processes of their own, on the same database. */
async function command(stage: Stage, { who, command: args }: Story['orders'][number]) {
  const program = process.argv[1] ?? '';
  const options = ['--config', stage.config, '--data', stage.data, '--as', who];
  await run(process.execPath, [program, ...args, ...options], {
    env: { ...demoEnvironment(), npm_lifecycle_event: '' },
  });
}

function showNext(stage: Stage): void {
  const steps = nextSteps(stage.directory, process.cwd(), process.env);
  print(`\n${styled('bold', 'Try next')}\n${steps.map((step) => `  ${step}`).join('\n')}`);
  say('');
}
