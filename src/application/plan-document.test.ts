import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wanted } from '../../test/support/pure-week.ts';
import { telegram } from '../connectors/telegram.ts';
import { x } from '../connectors/x.ts';
import { plan } from '../domain/plan.ts';
import { planDocument } from './plan-document.ts';

const context = { dataDirectory: '/nonexistent' };
const prices = { post_with_link: 0.5 };
const accounts = new Map(
  [
    x.bind('x/main', x.settings.parse({ user_id: '1', token: 't', prices }), context),
    telegram.bind(
      'community/telegram',
      telegram.settings.parse({ chat: '@a', token: '1:a' }),
      context,
    ),
  ].map((account) => [account.key, account]),
);

/** A post with a link, to an account. */
const to = (key: string, status: 'pending' | 'posted' = 'pending') => {
  const one = wanted(key, { status });
  return { ...one, content: { ...one.content, place: accounts.get(key)?.place ?? '' } };
};

const costs = (...deliveries: ReturnType<typeof to>[]) => {
  const configuration = {
    timezone: 'UTC',
    quiet: [],
    spacingMilliseconds: 0,
    lateAfterMilliseconds: 0,
  };
  const clock = { now: () => '2026-02-16T00:00:00.000Z' };
  const basis = {
    repository: 'r',
    branch: 'main',
    rebind: false,
    allow_removal: false,
    settings: '',
    accounts: {},
    deliveries: {},
  };
  const actions = plan(deliveries, [], 'person');
  const totals = { create: 0, update: 0, cancel: 0, keep: 0, blocked: 0 };
  const shown = {
    weekId: 'w',
    commit: 'c',
    checked: { file: 'sheet.csv', ignoredTasks: [], diagnostics: [] },
    totals,
    actions,
    basis,
  };
  return planDocument({ accounts, configuration, clock }, shown).actions.map(({ cost }) => cost);
};

describe('the plan as a document', () => {
  it('says what a delivery costs, by the prices of its account', () => {
    assert.deepEqual(costs(to('x/main')), [0.5]);
  });

  it('names no cost where the network takes nothing, or nothing is sent', () => {
    assert.deepEqual(costs(to('community/telegram'), to('x/main', 'posted')), [null, null]);
  });
});
