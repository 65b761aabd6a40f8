import type { SmokeTestPreview } from '../../application/smoke-test.ts';
import { ask, canAsk } from '../ask.ts';
import { type GlobalOptions, refuseProblem, withClient } from '../client.ts';
import { done, type ExitCode, needsPerson } from '../exit.ts';
import { refuseUsage } from '../refusal.ts';
import { type Person, smokeTest, type Told } from '../smoke-test.ts';
import { print, say, shown, styled } from '../terminal.ts';

export interface SmokeTestOptions extends GlobalOptions {
  readonly live: string;
  readonly keep?: boolean;
  readonly yes?: boolean;
  readonly as: string;
}

/** `doctor --live` */
export async function live(options: SmokeTestOptions): Promise<ExitCode> {
  if (!options.yes && !canAsk())
    return refuseUsage(
      'Nobody can be asked here whether the test post may go out.',
      'Run it in a terminal, or say --yes to post it and remove it unasked.',
    );
  return withClient(options, 'either', async (client) => {
    const wish = { account: options.live, keep: options.keep ?? false, who: options.as };
    const tested = await smokeTest(client, wish, personOf(options));
    if ('kind' in tested) {
      if (tested.kind === 'refused') return refuseProblem(tested.error);
      say('Nothing was posted.');
      return done;
    }
    if (options.json) print(JSON.stringify(tested, null, 2));
    return tested.ok ? done : needsPerson;
  });
}

const personOf = ({ yes = false, json = false }: SmokeTestOptions): Person => {
  const tell = json ? say : print;
  return {
    async mayPost(preview) {
      show(preview);
      return yes || ask('Post it?');
    },
    mayRemove: async () => yes || ask('Remove it?'),
    hears: (step) => tell(lineOf(step)),
    waits: (left) =>
      say(`Not as it should be yet. Looking again for ${Math.ceil(left / 1000)} s …`),
  };
};

function show({ account, connector, place, title, text, removable, cost }: SmokeTestPreview): void {
  say(`${shown(account)} (${connector}) posts to ${shown(place)}. This becomes public there:\n`);
  if (title !== null) say(`  ${styled('bold', shown(title))}`);
  say(`  ${shown(text)}\n`);
  if (cost !== null) say(`It costs US$ ${cost}.`);
  if (!removable) say('It can not be taken back.');
}

const marks = {
  ok: styled('green', 'ok     '),
  problem: styled('red', 'problem'),
  unknown: styled('red', 'unknown'),
  skipped: styled('cyan', 'skipped'),
};

const widest = 'look-again'.length;

function lineOf({ name, result, took_ms, message, remedy, remote_url }: Told): string {
  const more = [remote_url, remedy].filter((one) => one !== null && one !== '');
  const took = result === 'skipped' ? '' : ` (${took_ms} ms)`;
  return [
    `${marks[result]}  ${name.padEnd(widest)}  ${shown(message)}${took}`,
    ...more.map((one) => `${' '.repeat(widest + 11)}${shown(one ?? '')}`),
  ].join('\n');
}
