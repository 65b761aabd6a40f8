import type { StatusDelivery, StatusDocument } from '../../application/status.ts';
import { localInstant } from '../../domain/time.ts';
import { count, print, shown, spelled, styled, table } from '../terminal.ts';
import { stateWord } from './state-word.ts';

function when(delivery: StatusDelivery, zone: string): string {
  const instant = (text: string) => localInstant(text, zone);
  if (delivery.posted_at) return `out ${instant(delivery.posted_at)}`;
  if (delivery.state === 'scheduled' && delivery.due_at) return `due ${instant(delivery.due_at)}`;
  return delivery.scheduled_at ? `for ${instant(delivery.scheduled_at)}` : '';
}

const unsent: ReadonlySet<string> = new Set([
  'pending',
  'approved',
  'scheduled',
  'failed',
  'missed',
]);

/** What is not to be seen from the state: that it is held, and that no program will post it. */
function marks({ state, held, by_person }: StatusDelivery): string {
  const words = [held ? 'held' : '', by_person && unsent.has(state) ? 'by hand' : ''];
  const said = words.filter(Boolean).join(', ');
  return said && ` (${said})`;
}

/** The week as a table: where each delivery is, when, and why. */
export function showStatus(status: StatusDocument): void {
  if (status.copy) print(`${styled('red', status.copy.message)}\n  ${status.copy.remedy}`);
  if (status.week_id === null) {
    print('No week was imported yet. Import one with `broadsheet run-week WEEK`.');
    return;
  }
  const asOf = `as of ${localInstant(status.as_of, status.timezone)} ${status.timezone}`;
  print(`${styled('bold', status.week_id)} ${styled('dim', asOf)}`);
  if (status.paused) print(styled('yellow', `Every publication is paused by ${status.paused.by}.`));
  const rows = status.posts.flatMap((post) =>
    post.deliveries.map((one) => [
      shown(post.post_id),
      one.target === '' ? one.platform : `${one.platform}/${one.target}`,
      stateWord(one.state) + marks(one),
      when(one, status.timezone),
      one.reason,
    ]),
  );
  print(table(rows));
  const totals = Object.entries(status.counts).map(([state, number]) => `${number} ${state}`);
  print(`${count(rows.length, 'delivery', 'deliveries')}: ${totals.join(', ')}.`);
  if (status.needs_person.length > 0)
    print(`${count(status.needs_person.length, 'delivery needs', 'deliveries need')} a person.`);
  for (const { delivery, post } of needing(status)) showNeed(post, delivery);
  const last = status.runs[0];
  if (last?.error) print(`Last run stopped: ${last.error.message}`);
}

/** What a person does about it; what is to be posted by hand stands by itself, to be copied. */
function showNeed(post: string, { id, remedy, by_hand }: StatusDelivery): void {
  if (remedy) print(`  ${shown(post)} ${id}: ${shown(remedy)}`);
  for (const text of [by_hand?.title ?? '', ...(by_hand?.parts ?? [])].filter(Boolean))
    print(`\n${text.split('\n').map(spelled).join('\n')}\n`);
}

const needing = (status: StatusDocument) =>
  status.posts.flatMap((post) =>
    post.deliveries
      .filter((one) => status.needs_person.includes(one.id))
      .map((delivery) => ({ delivery, post: post.post_id })),
  );
