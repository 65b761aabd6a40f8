import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { check, context, link } from '../../../test/support/checked-row.ts';

const newsletter = {
  platform: 'newsletter',
  account_target: 'weekly',
  title: 'Our news',
  utm_url: link('newsletter'),
};

function codes(publish_date: string, type = 'newsletter_send') {
  const dueTasks = [{ id: 'issue', type, dueDate: '2026-02-18', line: 9 }];
  const { manifest } = context;
  assert.ok(manifest);
  return check({ ...newsletter, publish_date }, { manifest: { ...manifest, dueTasks } }).codes;
}

describe('the day of a task and of its row', () => {
  it('are told where they differ, at the date of the row', () => {
    assert.deepEqual(codes('2026-02-20'), ['week-dates-disagree']);
    assert.deepEqual(codes('2026-02-18'), []);
  });

  it('have nothing to do with each other where the task is of another kind', () => {
    assert.deepEqual(codes('2026-02-20', 'content_publish'), []);
  });
});
