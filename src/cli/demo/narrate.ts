import type { StepRun } from '../../application/loop.ts';
import type { SandboxPost } from '../../application/ports/world.ts';
import type { StatusDelivery, StatusDocument } from '../../application/status.ts';
import { localDate, localInstant, localTime } from '../../domain/time.ts';
import { count, cut, print, shown, styled, table } from '../terminal.ts';
import { stateWord } from '../views/state-word.ts';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** Tells a week as it happens: what ran, and what changed for which delivery, and why. */
export interface Narrator {
  beat(at: string, ran: readonly StepRun[], status: StatusDocument): void;
  happened(at: string, what: string): void;
  endOfDay(status: StatusDocument): void;
}

const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' });

const nameOf = (postId: string, one: StatusDelivery): string =>
  `${shown(postId)} → ${one.target ? `${one.platform}/${one.target}` : one.platform}`;

export function narrator(zone: string): Narrator {
  let day = '';
  let before = '';
  const known = new Map<string, string>();
  const clock = (at: string): string => {
    const date = localDate(at, zone);
    if (date !== day) {
      day = date;
      print(`\n${styled('bold', `${weekday.format(new Date(`${date}T00:00:00Z`))}, ${date}`)}`);
    }
    return styled('dim', localTime(at, zone));
  };
  return {
    happened(at, what) {
      before = at;
      print(`  ${clock(at)}  ${what}`);
    },
    beat(at, ran, status) {
      for (const { step } of ran) print(`  ${clock(at)}  ${step}`);
      let scheduled = 0;
      const rows = status.posts.flatMap((post) =>
        post.deliveries.flatMap((one) => {
          const key = `${one.state}: ${one.reason}`;
          if (known.get(one.id) === key) return [];
          const last = known.get(one.id);
          known.set(one.id, key);
          if (last === undefined && one.state === 'pending') return [];
          if (one.state === 'scheduled' && last?.startsWith('pending')) {
            scheduled += 1;
            return [];
          }
          return [[stateWord(one.state), nameOf(post.post_id, one), one.reason]];
        }),
      );
      // Between the steps of the loop, what changes says its own time.
      if (rows.length > 0 && ran.length === 0 && before !== at) print(`  ${clock(at)}`);
      before = at;
      if (scheduled > 0)
        print(`         ${count(scheduled, 'delivery is', 'deliveries are')} on the schedule`);
      if (rows.length > 0) print(table(rows, '         '));
    },
    endOfDay(status) {
      const totals = Object.entries(status.counts).map(([state, number]) => `${number} ${state}`);
      print(styled('dim', `         so far: ${totals.join(', ')}`));
    },
  };
}

/** The posts as the world sees them. */
export function showWorld(posts: readonly SandboxPost[], zone: string): void {
  print(`\n${styled('bold', 'What the world sees')}`);
  const rows = posts.map((post) => [
    localInstant(post.publishedAt, zone),
    post.account,
    `${post.part > 0 ? `(${post.part + 1}) ` : ''}${shown(cut((post.title ?? post.text).replaceAll('\n', ' '), 70))}`,
  ]);
  print(table(rows));
}

/** The mails of the week: the newsletter, and what the team was told. */
export function showMails(mails: readonly Mail[]): void {
  print(`\n${styled('bold', `${count(mails.length, 'mail')}`)}`);
  for (const mail of mails) {
    print(`  to ${mail.to.join(', ')}: ${styled('bold', shown(mail.subject))}`);
    for (const line of mail.text.split('\n').filter((text) => text.trim() !== ''))
      print(styled('dim', `    ${shown(cut(line, 110))}`));
  }
}
