import type { DeliveryState } from '../domain/lifecycle.ts';
import { composeMessage } from '../domain/message.ts';
import type { AttemptRecord, DeliveryRecord } from './ports/store.ts';

const remedies: Readonly<Partial<Record<DeliveryState, string>>> = {
  failed: 'Mend the cause, then run `broadsheet rerun-failed`.',
  missed: 'If it shall still go out, run `broadsheet rerun-failed` and name it.',
  invalid: 'Mend the row in the sheet and push.',
  awaiting: 'Post it by hand, then run `broadsheet resolve` with `--posted URL`.',
  pending: 'Look at it again, then run `broadsheet approve`.',
};

/** So many characters tell one post from another. */
const telling = 60;

/**
 * What a person does about a delivery, in words for a mail and for `status`. Where an answer was
 * lost, it says what to look for and where, from the bytes that were sent.
 *
 * @param attempt whose outcome is not known
 * @returns null where nobody has to do anything
 */
export function remedyOf(delivery: DeliveryRecord, attempt: AttemptRecord | null): string | null {
  if (delivery.state !== 'unconfirmed') return remedies[delivery.state] ?? null;
  const { platform, target } = delivery.wanted;
  const { content, part, startedAt } = attempt ?? {
    content: delivery.wanted.content,
    part: delivery.partsPublished,
    startedAt: null,
  };
  const { parts, title } = composeMessage(content);
  const words = [...(title ?? parts[part] ?? '').replaceAll('\n', ' ')].slice(0, telling).join('');
  const since = startedAt
    ? `, not older than ${startedAt.slice(0, 16).replace('T', ' ')} UTC,`
    : '';
  const again = attempt?.lookUpAt
    ? `It is looked for again at ${attempt.lookUpAt.slice(0, 16).replace('T', ' ')} UTC: wait for that, if you can. Else look`
    : 'Look';
  const link = content.link === '' ? '' : ` with the link ${content.link}`;
  return [
    `${again} at ${platform}${target ? `/${target}` : ''} (${content.place}) for a post${since} that begins "${words}"${link}.`,
    `If it is there, run \`broadsheet resolve ${delivery.id} --posted URL\`; if not, \`broadsheet resolve ${delivery.id} --not-posted\`.`,
  ].join(' ');
}
