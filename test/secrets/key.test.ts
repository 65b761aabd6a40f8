import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { keepSecret, readSecret, sealing } from '../../src/application/secrets.ts';
import type { Services } from '../../src/application/services.ts';
import type { Installation } from '../support/broadsheet.ts';
import { inACampaign } from '../support/campaign.ts';
import { query } from '../support/postgres.ts';

const secret = 'canary-secret-1';

const keep = async (services: Services, name = 'one') => {
  const kept = await sealing(services, (transaction) =>
    keepSecret(transaction, services, name, secret),
  );
  assert.ok(kept.ok, JSON.stringify(kept));
};

const read = async (services: Services, name = 'one') => {
  const found = await services.store.transaction((transaction) =>
    readSecret(transaction, services, name),
  );
  return found.ok ? found.value : found.error.code;
};

const opened = async <T>(
  house: Installation,
  work: (services: Services) => Promise<T>,
): Promise<T> => {
  const { services, close } = await house.open(null);
  return work(services).finally(close);
};

const keyPath = ({ data }: Installation): string => join(data, 'secrets.key');

/** An installation that holds a secret. */
const withSecret = (
  work: (house: Installation, databaseUrl: string) => Promise<void>,
): Promise<void> =>
  inACampaign(async (campaign) => {
    await campaign.settings('');
    await opened(campaign, keep);
    await work(campaign, campaign.database.url);
  });

describe('the key of the secrets', () => {
  it('is made when it is needed first, for its owner only; nothing of the secret is stored', () =>
    inACampaign(async (campaign) => {
      await campaign.settings('');
      await opened(campaign, async () => {});
      await assert.rejects(stat(keyPath(campaign)), { code: 'ENOENT' });
      await opened(campaign, keep);
      assert.equal((await stat(keyPath(campaign))).mode & 0o777, 0o600);
      assert.equal(await opened(campaign, read), secret);
      const rows = await query(campaign.database.url, 'SELECT s::text FROM secret s');
      assert.equal(rows.length, 2);
      assert.ok(!JSON.stringify(rows).includes('canary-secret'));
    }));

  it('says so at the start where it is another one, and goes on when it is back', () =>
    withSecret(async (house) => {
      const kept = await readFile(keyPath(house), 'utf8');
      await writeFile(keyPath(house), `${randomBytes(32).toString('base64')}\n`);
      const { code, stderr } = await house.run('status');
      assert.equal(code, 2);
      assert.match(stderr, /sealed with another key \(.{16}\) than the one in .*secrets\.key/);
      assert.match(stderr, /Put back the key .* rotate-key --lost/);
      const { checks } = (await house.run('doctor', '--json')).json();
      assert.deepEqual([checks[0].name, checks[0].result], ['secrets', 'problem']);
      await rm(keyPath(house));
      assert.match((await house.run('status')).stderr, /than any that is here: there is none/);
      await writeFile(keyPath(house), kept, { mode: 0o600 });
      assert.equal(await opened(house, read), secret);
    }));

  it('is refused where others may read it, or where it is none', () =>
    withSecret(async (house) => {
      await chmod(keyPath(house), 0o644);
      assert.match(
        (await house.run('status')).stderr,
        /may be read or changed by others.\n.*chmod/,
      );
      await chmod(keyPath(house), 0o600);
      await writeFile(keyPath(house), 'short');
      assert.match((await house.run('status')).stderr, /secrets\.key, can't be read/);
      house.environment.BROADSHEET_KEY = 'canary-no-key';
      const { stderr } = await house.run('status');
      assert.match(stderr, /BROADSHEET_KEY is no key: it must be 32 bytes in base64/);
      assert.ok(!stderr.includes('canary-no-key'));
    }));

  it('is changed by one order, and opens all that there was', () =>
    withSecret(async (house) => {
      const old = await readFile(keyPath(house), 'utf8');
      const { code, stderr, json } = await house.run('accounts', 'rotate-key', '--json');
      assert.equal(code, 0, stderr);
      assert.deepEqual(json(), {
        schema: 'broadsheet/rotate-key@1',
        secrets: 1,
        key: keyPath(house),
      });
      assert.notEqual(await readFile(keyPath(house), 'utf8'), old);
      assert.deepEqual(await keysIn(house), ['secrets.key']);
      assert.equal(await opened(house, read), secret);
    }));

  it('opens all where the change was killed before the new one took its place', () =>
    withSecret(async (house) => {
      house.environment.BROADSHEET_FAILPOINTS = 'after-rotation-commit=kill';
      await house.run('accounts', 'rotate-key');
      delete house.environment.BROADSHEET_FAILPOINTS;
      assert.equal((await keysIn(house)).length, 2, 'both keys are there');
      assert.equal(await opened(house, read), secret);
      assert.deepEqual(await keysIn(house), ['secrets.key']);
    }));

  it('moves to the environment, and from one there to another', () =>
    withSecret(async (house) => {
      const [first, second] = [1, 2].map(() => randomBytes(32).toString('base64'));
      house.environment.BROADSHEET_KEY = first;
      assert.equal((await house.run('accounts', 'rotate-key')).code, 0);
      await rm(keyPath(house));
      assert.equal(await opened(house, read), secret);
      house.environment.BROADSHEET_KEY = second;
      assert.equal((await house.run('status')).code, 2);
      house.environment.BROADSHEET_KEY_OLD = first;
      assert.equal((await house.run('accounts', 'rotate-key')).code, 0);
      delete house.environment.BROADSHEET_KEY_OLD;
      assert.equal(await opened(house, read), secret);
    }));

  it('that is lost for good is let go with what it sealed', () =>
    withSecret(async (house) => {
      await rename(keyPath(house), `${keyPath(house)}.lost`);
      const refused = await house.run('accounts', 'rotate-key', '--lost');
      assert.equal(refused.code, 2, 'nobody can be asked');
      const { code, stdout } = await house.run('accounts', 'rotate-key', '--lost', '--yes');
      assert.deepEqual([code, stdout], [0, '1 secret was forgotten.\n']);
      assert.equal(await opened(house, read), null);
      await opened(house, keep);
      assert.equal(await opened(house, read), secret);
    }));

  it('opens no row that was moved to another name', () =>
    withSecret(async (house, databaseUrl) => {
      await opened(house, (services) => keep(services, 'two'));
      await query(
        databaseUrl,
        "UPDATE secret SET sealed = (SELECT sealed FROM secret WHERE name = 'two') WHERE name = 'one'",
      );
      assert.equal(await opened(house, read), 'secret-damaged');
    }));
});

const keysIn = async ({ data }: Installation): Promise<readonly string[]> =>
  (await readdir(data)).filter((name) => name.startsWith('secrets.key'));
