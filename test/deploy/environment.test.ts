import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Installation, run } from '../support/broadsheet.ts';
import { inACampaign, week } from '../support/campaign.ts';
import { query } from '../support/postgres.ts';

/** Runs the command line with settings from the environment alone. */
const asAService = (
  { directory, config, data }: Installation,
  environment: NodeJS.ProcessEnv,
  ...args: string[]
) =>
  run(
    args,
    {
      PATH: process.env.PATH,
      BROADSHEET_CONFIG: config,
      BROADSHEET_DATA: join(data, 'elsewhere'),
      ...environment,
    },
    directory,
  );

describe('a service that is told all by its environment', { concurrency: 2 }, () => {
  it('finds its configuration, its data and the database, whose address lies in a file', () =>
    inACampaign(async (campaign) => {
      const file = join(campaign.directory, 'database-url');
      await writeFile(file, `${campaign.database.url}\n`);
      await campaign.push([{ post_id: 'a', publish_date: '2099-01-05' }]);
      const ran = await asAService(campaign, { DATABASE_URL_FILE: file }, 'run-week', week);
      assert.equal(ran.code, 0, ran.stderr);
      const weeks = await query<{ week_id: string }>(
        campaign.database.url,
        'SELECT week_id FROM week',
      );
      assert.deepEqual(weeks, [{ week_id: week }]);
      assert.ok(existsSync(join(campaign.data, 'elsewhere', 'git')));
      assert.ok(!existsSync(join(campaign.data, 'elsewhere', 'postgres')), 'none of its own');
    }));

  it('is told what is wrong with the file of the address, and nothing that stands in it', () =>
    inACampaign(async (campaign) => {
      const refusal = async (environment: NodeJS.ProcessEnv) => {
        const ran = await asAService(campaign, environment, 'status', '--json');
        assert.equal(ran.code, 2, ran.stderr);
        assert.doesNotMatch(ran.stdout + ran.stderr, /canary/);
        return ran.json().code;
      };
      const file = join(campaign.directory, 'database-url');
      const named = { DATABASE_URL_FILE: file };
      assert.equal(await refusal(named), 'database-url-missing');
      await writeFile(file, '\n');
      assert.equal(await refusal(named), 'database-url-missing');
      await writeFile(file, 'postgres://service:canary@127.0.0.1:1/none');
      assert.equal(await refusal(named), 'database-unreachable');
      const both = { ...named, DATABASE_URL: 'postgres://canary@127.0.0.1:1/none' };
      assert.equal(await refusal(both), 'database-url-twice');
      assert.ok(
        !existsSync(join(campaign.data, 'elsewhere', 'postgres')),
        'no database was made instead',
      );
    }));
});
