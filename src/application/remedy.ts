import type { DeliveryState } from '../domain/lifecycle.ts';
import { composeMessage } from '../domain/message.ts';
import { localInstant } from '../domain/time.ts';
import type { HandOver } from './documents/status.ts';
import type { AttemptRecord, DeliveryRecord } from './ports/store.ts';

const remedies: Readonly<Partial<Record<DeliveryState, string>>> = {
  failed: 'Mend the cause, then run `broadsheet rerun-failed`.',
  missed: 'If it shall still go out, run `broadsheet rerun-failed` and name it.',
  invalid: 'Mend the row in the sheet and push.',
  pending: 'Look at it again, then run `broadsheet approve`.',
};

/** So many characters tell one post from another. */
const telling = 60;

/** What settles a delivery by a person's word, to be typed as it stands save for the address. */
const resolving = ({ id, weekId }: DeliveryRecord) => ({
  posted: `\`broadsheet resolve ${id} --posted URL --week ${weekId}\``,
  notPosted: `\`broadsheet resolve ${id} --not-posted --week ${weekId}\``,
});

/**
 * What a person does about a delivery, in words for a mail and for `status`. Where an answer was
 * lost, it says what to look for and where, from the bytes that were sent.
 *
 * @param attempt whose outcome is not known
 * @param handOver what the person has in hand, where it is that
 * @returns null where nobody has to do anything
 */
export function remedyOf(
  delivery: DeliveryRecord,
  attempt: AttemptRecord | null,
  handOver: HandOver | null = null,
): string | null {
  if (delivery.state === 'awaiting') return remedyInHand(delivery, handOver);
  if (delivery.state !== 'unconfirmed') return remedies[delivery.state] ?? null;
  const { platform, target } = delivery.wanted;
  const { zone } = delivery.wanted.content;
  const { content, part, startedAt } = attempt ?? {
    content: delivery.wanted.content,
    part: delivery.partsPublished,
    startedAt: null,
  };
  const { parts, title } = composeMessage(content);
  const words = [...(title ?? parts[part] ?? '').replaceAll('\n', ' ')].slice(0, telling).join('');
  const since = startedAt ? `, not older than ${localInstant(startedAt, zone)} (${zone}),` : '';
  const again = attempt?.lookUpAt
    ? `It is looked for again at ${localInstant(attempt.lookUpAt, zone)} (${zone}): wait for that, if you can. Else look`
    : 'Look';
  const link = content.link === '' ? '' : ` with the link ${content.link}`;
  const { posted, notPosted } = resolving(delivery);
  return [
    `${again} at ${platform}${target ? `/${target}` : ''} (${content.place}) for a post${since} that begins "${words}"${link}.`,
    `If it is there, run ${posted}; if not, ${notPosted}.`,
  ].join(' ');
}

function remedyInHand(delivery: DeliveryRecord, handOver: HandOver | null): string {
  const { posted, notPosted } = resolving(delivery);
  if (delivery.held || !delivery.present) return remedyOfRecall(delivery);
  const { where, address, form } = handOver ?? { where: 'its place', address: null, form: null };
  const there = address === null ? where : `${where} (${address})`;
  const filled = form === null ? '' : `, filled in at ${form}`;
  return `Post it by hand to ${there}${filled} and then run ${posted}; if it shall not go out, ${notPosted}.`;
}

/** What a person does where the configuration does not send an account to where it was approved for. */
export function remedyOfStranded(delivery: DeliveryRecord): string {
  const { id, weekId, partsPublished } = delivery;
  const back =
    'Put the account back as it was, in the configuration of every worker: it goes out then.';
  return partsPublished > 0
    ? `${back} Else post the rest by hand, and run ${resolving(delivery).posted}.`
    : `${back} If the configuration is right as it is now, run \`broadsheet run-week ${weekId}\`, look at it, and run \`broadsheet approve ${id} --week ${weekId}\`.`;
}

/** What whoever has a delivery in hand does when it is not wanted any more as it is. */
export function remedyOfRecall(delivery: DeliveryRecord): string {
  const { posted, notPosted } = resolving(delivery);
  return `Do not post it now. If it is out already, run ${posted}; to give it back, ${notPosted}.`;
}
