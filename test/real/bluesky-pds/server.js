/**
 * A server of Bluesky (PDS) and the directory of its accounts (did:plc), on free ports of loopback, with
 * their data in the folder that is given. It says its address in one line of JSON.
 *
 * SIGUSR2 sets its clock forward by three hours, which no session outlasts, and says so in another line.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { envToCfg, envToSecrets, PDS } from '@atproto/pds';
import directory from '@did-plc/server';

const [data = '', adminPassword = ''] = process.argv.slice(2);

async function listen(app) {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}

const plc = directory.PlcServer.create({ db: directory.Database.mock() });
const settings = {
  hostname: 'localhost',
  devMode: true,
  dataDirectory: data,
  blobstoreDiskLocation: join(data, 'blobs'),
  didPlcUrl: await listen(plc.app),
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  rateLimitsEnabled: true,
  jwtSecret: 'of-a-server-that-lives-for-one-test',
  adminPassword,
  plcRotationKeyK256PrivateKeyHex: '11'.repeat(32),
};
const pds = await PDS.create(envToCfg(settings), envToSecrets(settings));
await pds.ctx.sequencer.start();
console.log(JSON.stringify({ url: await listen(pds.app) }));

let ahead = 0;
const TrueDate = Date;
process.on('SIGUSR2', () => {
  ahead += 3 * 3_600_000;
  globalThis.Date = class extends TrueDate {
    constructor(...given) {
      super(...(given.length === 0 ? [TrueDate.now() + ahead] : given));
    }
    static now() {
      return TrueDate.now() + ahead;
    }
  };
  console.log(JSON.stringify({ ahead }));
});
