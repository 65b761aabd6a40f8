import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sheetChanges } from './changes.ts';
import type { WantedDelivery } from './delivery.ts';
import type { CheckedPost } from './post.ts';

const delivery = (more: Partial<WantedDelivery> & { readonly copy?: string }): WantedDelivery => {
  const { copy = 'Words', ...rest } = more;
  const content = { copy, place: 'x:main', title: null } as unknown as WantedDelivery['content'];
  const usual = { postId: 'a', line: 2, platform: 'x', target: 'main', connector: 'x' };
  const state = { account: 'x', scheduledAt: null, status: 'pending', unmapped: false } as const;
  return { ...usual, ...state, contentHash: copy, problems: [], content, ...rest };
};

const posts = (...deliveries: readonly WantedDelivery[]): readonly CheckedPost[] => [
  { postId: 'a', line: 2, locale: 'en', deliveries, diagnostics: [] },
];

const cases: readonly (readonly [
  what: string,
  before: readonly CheckedPost[] | null,
  after: readonly CheckedPost[],
  said: readonly string[],
])[] = [
  ['a new sheet', null, posts(delivery({})), ['create: new, waits for approval']],
  ['a row that is as it was', posts(delivery({})), posts(delivery({ line: 9 })), []],
  [
    'an edit',
    posts(delivery({})),
    posts(delivery({ copy: 'Others' })),
    ['update: copy changed: an approval of the old content ends'],
  ],
  [
    'another status',
    posts(delivery({})),
    posts(delivery({ status: 'approved' })),
    ['update: approved in the sheet'],
  ],
  ['a row that is gone', posts(delivery({})), [], ['cancel: the row is gone']],
  [
    'a row that is broken',
    posts(delivery({})),
    posts(delivery({ problems: ['too-long'] })),
    ['blocked: does not go out: too-long'],
  ],
  [
    'a row that was broken before',
    posts(delivery({ problems: ['too-long'] })),
    posts(delivery({ problems: ['too-long'] })),
    [],
  ],
  [
    'a row that is mended by another setting',
    posts(delivery({ problems: ['too-long'] })),
    posts(delivery({})),
    ['create: passes the checks now'],
  ],
];

describe('the changes of a sheet', () => {
  for (const [what, before, after, said] of cases)
    it(`says what ${what} means`, () => {
      const found = sheetChanges(before, after).map(({ kind, reason }) => `${kind}: ${reason}`);
      assert.deepEqual(found, said);
    });
});
