import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redaction } from '../config/redaction.ts';
import { createLog } from './log.ts';

const canaries = ['canary-plain', 'canary "quoted" \\ one', 'https://hooks.example/T0/canary'];

function logged(work: (log: ReturnType<typeof createLog>) => void, human = false, level = 'info') {
  const lines: string[] = [];
  const { redact } = redaction(canaries);
  const write = (line: string) => void lines.push(line);
  work(createLog({ level: level as 'info', write, human, redact }));
  return lines;
}

describe('the log', () => {
  it('is one JSON document a line', () => {
    const [line = '', ...more] = logged((log) =>
      log.write('warn', 'outcome', { delivery_id: 'd1', part: 1, week_id: null, text: 'a\nb' }),
    );
    assert.deepEqual(more, []);
    assert.equal(line.indexOf('\n'), line.length - 1);
    const { time, ...rest } = JSON.parse(line);
    assert.match(time, /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.deepEqual(rest, {
      level: 'warn',
      event: 'outcome',
      delivery_id: 'd1',
      part: 1,
      text: 'a\nb',
    });
  });

  it('holds no secret, wherever it stands', () => {
    for (const human of [false, true])
      for (const canary of canaries) {
        const text = logged((log) => {
          log.write('error', 'run', { message: `said ${canary}.`, deep: { list: [canary] } });
          log.write('info', 'run', { [canary]: 'as a name' });
        }, human).join('');
        assert.ok(text.includes('said ….'), text);
        assert.doesNotMatch(text, /canary/);
      }
  });

  it('writes what is at least of its level', () => {
    const lines = logged(
      (log) => {
        for (const level of ['debug', 'info', 'warn', 'error'] as const)
          log.write(level, level, {});
      },
      false,
      'warn',
    );
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).event),
      ['warn', 'error'],
    );
  });

  it('is a line of words for somebody who watches, with Hebrew in its own direction', () => {
    const [line = ''] = logged(
      (log) => log.write('info', 'run', { run_id: 'r1', message: 'שלום there\u001b[2J' }),
      true,
    );
    assert.match(line, /^\d\d:\d\d:\d\d info {2}run run_id=r1 message="\u2068.*\u2069.*"\n$/u);
    assert.ok(!line.includes('\u001b'));
  });
});
