import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { networkLimits } from './network-limits.ts';
import { slackText } from './slack-text.ts';

describe('the limits of Slack', () => {
  it('count a text as it is sent, with entities', () => {
    const { measure } = networkLimits.slack;
    assert.equal(measure('a'.repeat(4000)), 4000);
    assert.equal(measure('?a=1&b=2'), '?a=1&amp;b=2'.length);
  });

  it('leave no sign that mentions anybody', () => {
    assert.equal(slackText('<!channel> & <@U1>'), '&lt;!channel&gt; &amp; &lt;@U1&gt;');
  });
});

describe('the limits of LinkedIn', () => {
  it('count a text as it is sent, with its backslashes', () => {
    const { measure } = networkLimits.linkedin;
    assert.equal(measure('a'.repeat(3000)), 3000);
    assert.equal(measure('?utm_source=x (y) #tag'), '?utm\\_source=x \\(y\\) #tag'.length);
  });
});
