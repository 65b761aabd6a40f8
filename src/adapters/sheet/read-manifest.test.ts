import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readManifest } from './read-manifest.ts';

const read = (text: string) =>
  readManifest({ path: 'week-1-task-queue.json', bytes: new TextEncoder().encode(text) });

describe('reading a task queue', () => {
  it('gives the week, its dates and the tasks of kinds that are not run', () => {
    const tasks = [
      { id: 'sheet', type: 'social_batch', asset: 'a.csv', due_date: '2026-02-16' },
      { id: 'blog', type: 'content_publish', due_date: 'soon' },
    ];
    const date_range = { start: '2026-02-16', end: '2026-02-20' };
    assert.deepEqual(read(JSON.stringify({ week_id: 'week1', date_range, tasks, more: {} })), {
      ok: true,
      value: {
        weekId: 'week1',
        start: '2026-02-16',
        end: '2026-02-20',
        dueTasks: [{ id: 'sheet', type: 'social_batch', dueDate: '2026-02-16', line: 1 }],
        ignoredTasks: [{ id: 'blog', type: 'content_publish' }],
      },
    });
  });

  it('needs nothing but the name of the week', () => {
    const value = { weekId: 'week1', start: null, end: null, dueTasks: [], ignoredTasks: [] };
    assert.deepEqual(read('{"week_id": "week1"}'), { ok: true, value });
  });

  it('finds every error in one pass, each at its place', () => {
    const result = read(`{
  "date_range": {"start": "2026-02-30", "end": 5},
  "tasks": [{"id": "a"}],
  "tasks": []
}`);
    assert.ok(!result.ok);
    assert.deepEqual(
      result.error.map(({ code, line, column }) => [code, line, column]),
      [
        ['json-shape', 1, 1],
        ['json-shape', 2, 27],
        ['json-shape', 2, 48],
        ['json-shape', 3, 13],
        ['json-key-duplicate', 4, 3],
      ],
    );
  });

  it('refuses dates in the wrong order, names that can not be seen, and other documents', () => {
    const dates = { start: '2026-02-20', end: '2026-02-16' };
    assert.ok(!read(JSON.stringify({ week_id: 'a', date_range: dates })).ok);
    assert.ok(!read(JSON.stringify({ week_id: 'a\u200b' })).ok);
    assert.ok(!read(JSON.stringify({ week_id: 'a\0' })).ok);
    assert.ok(!read('[]').ok);
    assert.ok(!read('{').ok);
  });
});
