import {
  type DeliveryState,
  deliveryStates,
  type Origin,
  stateMeanings,
  type Transition,
  transitions,
} from '../../src/domain/lifecycle.ts';
import { code, table } from './markdown.ts';

const lines: readonly Transition[] = transitions;

const introduction = `# States of a delivery

A **delivery** is one post to one target: the unit of state, approval, retry and evidence. It is
always in one of ${deliveryStates.length} states, and changes by the events below and in no other way. \`broadsheet
status\` shows the state of each delivery and the reason for it; the audit trail keeps every change,
with who, when, from, to, why and the commit.

How to read the tables:

- The first line that fits the state, the event and the condition decides. An event that no line
  fits changes nothing: with many workers a stray or doubled event is ordinary.
- **Held** is a flag beside the state, set by \`hold\`, \`reject\` or the sheet. What is held is never
  claimed.
- An edit, a removal or a hold that comes while a delivery is \`publishing\` or \`unconfirmed\` is kept
  and applied when the attempt is settled. Evidence is looked for with the bytes of the attempt.
- What a person has in hand (\`awaiting\`) stays that until somebody says what became of it: neither an
  edit nor a removal, a hold nor the passing of time changes it. People are told at once what came.
- Once a part of a thread is public, its content is frozen: only the parts that are left are open.
- Where no evidence is to be had, a delivery stays \`unconfirmed\`, people are told, and
  \`broadsheet resolve\` ends it.`;

/** The reference page of the states, from the table that the state machine itself reads. */
export function statesPage(): string {
  return `${introduction}

## The states

${table(['state', 'means', 'may become'], deliveryStates.map(stateRow))}

## The usual ways

The changes that lead out of ${mostOrigins} states or fewer. The others, such as an edit or a removal, can
come at almost any time: the table below has them all.

${diagram()}

## Every change

${table(['from', 'event', 'to', 'only if', 'people are told', 'why'], lines.map(changeRow))}
`;
}

const stateRow = (state: DeliveryState): readonly string[] => [
  code(state),
  stateMeanings[state],
  nextOf(state).map(code).join(', ') || 'nothing: it is final',
];

function nextOf(state: DeliveryState): readonly DeliveryState[] {
  const reached = lines.filter((line) => line.from.includes(state)).map((line) => line.to);
  return deliveryStates.filter((one) => reached.includes(one));
}

const named = (state: Origin): string => (state === 'new' ? '(new row)' : code(state));

const changeRow = ({ from, event, to, when, notify, why }: Transition): readonly string[] => [
  from.map(named).join(', '),
  code(event),
  code(to),
  when ?? '',
  notify ? 'yes' : '',
  why,
];

/** Lines from more states than these would make the diagram a ball of wool. */
const mostOrigins = 3;

function diagram(): string {
  const events = new Map<string, string[]>();
  for (const { from, event, to } of lines.filter((line) => line.from.length <= mostOrigins))
    for (const state of from) {
      const arrow = `${state === 'new' ? '[*]' : state} --> ${to}`;
      events.set(arrow, [...(events.get(arrow) ?? []), event]);
    }
  const arrows = [...events].map(
    ([arrow, labels]) => `    ${arrow}: ${[...new Set(labels)].join(', ')}`,
  );
  return ['```mermaid', 'stateDiagram-v2', ...arrows, '    posted --> [*]', '```'].join('\n');
}
