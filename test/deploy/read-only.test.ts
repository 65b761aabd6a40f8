import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { program, run } from '../support/broadsheet.ts';
import { inACampaign } from '../support/campaign.ts';
import { type Started, start } from '../support/process.ts';

const nobody = 65_534;

/** Without rights, and nowhere but in one folder may it write: as the image and the unit run it. */
const confined = (folder: string, command: readonly string[]): readonly string[] => [
  ...['--mount', '--propagation', 'private', 'sh', '-ec'],
  'mount --bind "$0" "$0"; mount -o remount,bind,ro /; cd "$0"; exec "$@"',
  folder,
  ...['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'],
  ...['--no-new-privs', '--bounding-set=-all', '--inh-caps=-all'],
  ...command,
];

/** A kernel that lets nobody do it, or a clone that others can't enter. */
function whyNot(): string | false {
  const tried = spawnSync('unshare', [
    ...confined('/var/tmp', [process.execPath, '--check', program]),
  ]);
  const wrote = spawnSync('unshare', [...confined('/var/tmp', ['touch', '/tmp/broadsheet'])]);
  return (tried.status !== 0 || wrote.status === 0) && 'needs root, unshare and setpriv';
}

describe('a service that may write in its data directory only, and has no rights', {
  skip: whyNot(),
}, () => {
  it('makes its database there, becomes ready, answers, and ends at SIGTERM with its database', () =>
    inACampaign(async ({ directory, config, data }) => {
      await mkdir(data);
      await chown(data, nobody, nobody);
      await chmod(data, 0o700);
      const environment = {
        PATH: process.env.PATH,
        BROADSHEET_CONFIG: config,
        BROADSHEET_DATA: data,
      };
      const command = [process.execPath, program, 'serve', '--port', '0', '--json'];
      const server: Started = start('unshare', confined(data, command), environment, directory);
      try {
        const [line = '{}'] = await server.lines(1);
        const { url } = JSON.parse(line);
        assert.ok(url, server.said.stderr);
        let ready = await fetch(`${url}/readyz`);
        while (!ready.ok && server.child.exitCode === null) ready = await fetch(`${url}/readyz`);
        assert.equal(ready.status, 200, server.said.stderr);
        const status = await run(['status', '--json'], environment, directory);
        assert.equal(status.code, 0, status.stderr);
      } finally {
        server.child.kill('SIGTERM');
      }
      assert.deepEqual(await server.ended, { code: 0, signal: null }, server.said.stderr);
      await assert.rejects(rm(join(data, 'postgres', 'postmaster.pid')), { code: 'ENOENT' });
    }, 'embedded'));
});
