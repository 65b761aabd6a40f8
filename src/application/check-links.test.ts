import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { checkLinks } from './check-links.ts';
import type { Visitor } from './ports/visitor.ts';

/** Sites that take some turns of the loop to answer; `away.test` at once, by a redirect. */
function sites() {
  const asked: string[] = [];
  const open = new Map<string, number>();
  let mostOfOne = 0;
  let mostHosts = 0;
  const visit: Visitor = async (url) => {
    const { host } = new URL(url);
    asked.push(url);
    open.set(host, (open.get(host) ?? 0) + 1);
    mostOfOne = Math.max(mostOfOne, ...open.values());
    mostHosts = Math.max(mostHosts, [...open.values()].filter((number) => number > 0).length);
    if (host !== 'away.test') for (let turns = 0; turns < 10; turns += 1) await turn();
    open.set(host, (open.get(host) ?? 0) - 1);
    const location = host === 'away.test' ? 'https://a.test/end' : null;
    return { kind: 'answered', status: location ? 302 : 200, location };
  };
  return { visit, asked, mostOfOne: () => mostOfOne, mostHosts: () => mostHosts };
}

describe('links that are asked for', () => {
  it('are one at a time for each host, also where a redirect leads there', async () => {
    const { visit, asked, mostOfOne } = sites();
    const links = [
      'https://a.test/1',
      'https://a.test/2',
      'https://away.test/',
      'https://a.test/3',
    ];
    const reports = await checkLinks(links, visit);
    assert.equal(mostOfOne(), 1);
    assert.equal(asked.length, 5);
    assert.deepEqual(reports.get('https://away.test/')?.path, [
      'https://away.test/',
      'https://a.test/end',
    ]);
  });

  it('are asked for once, however many rows have them', async () => {
    const { visit, asked } = sites();
    await checkLinks(['https://a.test/1', 'https://a.test/1', 'https://a.test/1'], visit);
    assert.deepEqual(asked, ['https://a.test/1']);
  });

  it('keep few hosts busy at once', async () => {
    const { visit, asked, mostHosts } = sites();
    await checkLinks(
      [...'abcdefghij'].map((host) => `https://${host}.test/`),
      visit,
    );
    assert.equal(asked.length, 10);
    assert.equal(mostHosts(), 4);
  });

  it('are asked for no more when the time for all of them is over', async () => {
    const over = { aborted: false };
    const asked: string[] = [];
    const visit: Visitor = async (url) => {
      asked.push(url);
      over.aborted = asked.length === 2;
      return { kind: 'answered', status: 200, location: null };
    };
    const links = ['https://a.test/1', 'https://a.test/2', 'https://a.test/3'];
    const reports = await checkLinks(links, visit, over);
    assert.deepEqual(asked, links.slice(0, 2));
    const kinds = links.map((link) => reports.get(link)?.end.kind);
    assert.deepEqual(kinds, ['answered', 'answered', 'time-over']);
  });
});
