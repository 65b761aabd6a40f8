import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Delivery } from '../../src/domain/delivery.ts';
import type { DeliveryEvent } from '../../src/domain/lifecycle.ts';
import type { ApprovalMode } from '../../src/domain/plan.ts';
import { move } from '../../src/domain/state-machine.ts';
import { ingest, modes, sheets } from '../support/pure-week.ts';

const histories = Number(process.env.CORE_HISTORIES ?? 5000);
const seed = Number(process.env.CORE_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** What the network does with a request, and what of it we hear. */
const answers = [
  'accepted',
  'accepted-unheard',
  'rejected',
  'rejected-unheard',
  'deferred',
  'unauthorised',
  'released',
] as const;
type Answer = (typeof answers)[number];

type Step =
  | { readonly kind: 'ingest'; readonly sheet: Parameters<typeof ingest>[0] }
  | { readonly kind: 'person'; readonly does: 'approve' | 'withdraw' | 'hold' | 'release' }
  | { readonly kind: 'claim' | 'restart' | 'too-late' | 'rerun' | 'evidence' | 'person-resolves' }
  /** `attempt` claims first; an answer alone may come to who was claimed before. */
  | { readonly kind: 'attempt' | 'answer'; readonly answer: Answer }
  | { readonly kind: 'stray'; readonly event: DeliveryEvent };

const simple = ['claim', 'restart', 'too-late', 'rerun', 'evidence', 'person-resolves'];
/** Events that come twice, or late, from a worker that was thought dead. */
const strays: readonly DeliveryEvent[] = ['claimed', 'absent', 'instant-known'];

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('ingest'), sheet: sheets }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('person'),
      does: fc.constantFrom('approve', 'approve', 'withdraw', 'hold', 'release'),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom(...simple) }) },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constantFrom('attempt', 'attempt', 'answer'),
      answer: fc.constantFrom(...answers),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('stray'), event: fc.constantFrom(...strays) }),
  },
) as fc.Arbitrary<Step>;

/** One delivery as a store would hold it, and the truth about it. */
interface Life {
  delivery: Delivery;
  /** Hashes that became public, in order. */
  readonly published: string[];
  /** The hash that was approved when the open attempt was claimed. */
  sending: string | null;
  /** The open attempt's request is public, whatever we heard. */
  isPublic: boolean;
  /** Definite failures since the last order. */
  failures: number;
}

/** The journal without a store: every change goes through the state machine, as in the product. */
class Core {
  readonly lives = new Map<string, Life>();
  readonly #mode: ApprovalMode;

  constructor(mode: ApprovalMode) {
    this.#mode = mode;
  }

  ingest(sheet: Parameters<typeof ingest>[0]): void {
    const before = [...this.lives.values()].map((life) => life.delivery);
    for (const delivery of ingest(sheet, before, this.#mode).stored) {
      const life = this.lives.get(delivery.id);
      if (life) Object.assign(life, { delivery, failures: 2 - delivery.attemptsLeft });
      else
        this.lives.set(delivery.id, {
          delivery,
          published: [],
          sending: null,
          isPublic: false,
          failures: 0,
        });
    }
  }

  /** @returns whether the table allows it */
  send(life: Life, event: DeliveryEvent): boolean {
    const { delivery } = life;
    const moved = move(delivery.state, event, {
      attemptsLeft: delivery.attemptsLeft,
      partsPublished: 0,
      held: delivery.held !== null,
      approvalCurrent: delivery.approval?.contentHash === delivery.wanted.contentHash,
      rowInOrder: delivery.present && delivery.wanted.problems.length === 0,
    });
    if (moved.ok) life.delivery = { ...delivery, state: moved.to };
    return moved.ok;
  }
}

function perform(core: Core, one: Step): void {
  if (one.kind === 'ingest') core.ingest(one.sheet);
  else for (const life of core.lives.values()) act(core, life, one);
}

function act(core: Core, life: Life, one: Exclude<Step, { kind: 'ingest' }>): void {
  const { delivery } = life;
  switch (one.kind) {
    case 'person':
      person(core, life, one.does);
      return;
    case 'claim':
      claim(core, life);
      return;
    case 'attempt':
      claim(core, life);
      if (life.delivery.state === 'publishing') answer(core, life, one.answer);
      return;
    case 'answer':
      if (delivery.state === 'publishing') answer(core, life, one.answer);
      return;
    case 'restart':
      if (delivery.state === 'publishing') core.send(life, 'unknown');
      return;
    case 'evidence':
    case 'person-resolves':
      if (delivery.state === 'unconfirmed') settle(core, life);
      return;
    case 'too-late':
      core.send(life, 'too-late');
      return;
    case 'rerun':
      if (core.send(life, 'rerun')) count(life, 0);
      return;
    case 'stray':
      stray(core, life, one.event);
      return;
  }
}

function person(core: Core, life: Life, does: 'approve' | 'withdraw' | 'hold' | 'release'): void {
  const { delivery } = life;
  if (does === 'hold' || does === 'release')
    life.delivery = { ...delivery, held: does === 'hold' ? 'person' : null };
  else if (does === 'withdraw') {
    if (core.send(life, 'approval-withdrawn')) life.delivery = { ...life.delivery, approval: null };
  } else if (delivery.state === 'pending') {
    const { contentHash } = delivery.wanted;
    life.delivery = { ...delivery, approval: { contentHash, by: 'dana', at: '', commit: null } };
    core.send(life, 'approved');
    core.send(life, 'instant-known');
  }
}

function answer(core: Core, life: Life, said: Answer): void {
  if (said.startsWith('accepted')) publish(life);
  if (said.endsWith('unheard')) core.send(life, 'unknown');
  else if (said === 'rejected') fail(core, life, 'rejected');
  else core.send(life, said as DeliveryEvent);
}

/** The hash that leaves is noted, and is the one that a person or git has approved. */
function claim(core: Core, life: Life): void {
  const { approval, wanted, held } = life.delivery;
  if (!core.send(life, 'claimed') || life.delivery.state !== 'publishing') return;
  assert.ok(held === null, 'nothing held is claimed');
  assert.equal(wanted.contentHash, approval?.contentHash, 'what is claimed is approved');
  life.sending = wanted.contentHash;
}

function publish(life: Life): void {
  life.published.push(life.sending ?? 'nothing was approved');
  life.isPublic = true;
}

/** Evidence and people tell the truth. */
function settle(core: Core, life: Life): void {
  if (life.isPublic) core.send(life, 'found');
  else fail(core, life, 'absent');
}

function fail(core: Core, life: Life, event: 'rejected' | 'absent'): void {
  if (!core.send(life, event)) return;
  count(life, life.failures + 1);
}

function count(life: Life, failures: number): void {
  life.failures = failures;
  life.delivery = { ...life.delivery, attemptsLeft: 2 - failures };
}

/** What comes late is true, or it does not come. */
function stray(core: Core, life: Life, event: DeliveryEvent): void {
  if (event === 'absent' && life.isPublic) return;
  if (event === 'absent' && life.delivery.state === 'unconfirmed') fail(core, life, event);
  else if (event === 'claimed') claim(core, life);
  else core.send(life, event);
}

function holds({ delivery, published, isPublic, failures, sending }: Life): void {
  assert.ok(published.length <= 1, `public ${published.length} times`);
  assert.ok(
    published.every((hash) => hash === sending),
    'only what was approved is public',
  );
  if (delivery.state === 'posted') assert.ok(isPublic, 'posted is public');
  if (isPublic)
    assert.ok(['posted', 'unconfirmed'].includes(delivery.state), `public, and ${delivery.state}`);
  assert.ok(failures <= 2, `${failures} failures`);
  if (delivery.state === 'publishing') assert.ok(failures < 2, 'a third try');
  if (delivery.state === 'failed') assert.equal(failures, 2);
}

describe(`histories on the pure core (CORE_SEED=${seed}, CORE_HISTORIES=${histories})`, () => {
  it('never publish twice, nothing but what is approved, and lose nothing', () => {
    fc.assert(
      fc.property(modes, fc.array(step, { minLength: 4, maxLength: 24 }), (mode, steps) => {
        const core = new Core(mode);
        for (const one of steps) {
          perform(core, one);
          for (const life of core.lives.values()) holds(life);
        }
      }),
      { numRuns: histories, seed },
    );
  });
});
