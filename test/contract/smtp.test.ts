import { smtp } from '../../src/connectors/smtp.ts';
import { faultyMailServer, type SmtpFault } from '../support/smtp-server.ts';
import { contractSuite } from './contract.ts';
import { type Mode, modes } from './modes.ts';
import type { Scene } from './subject.ts';

/** What of HTTP's ways to fail a mail server can do, too. */
const faults: Readonly<Partial<Record<Mode, SmtpFault>>> = {
  none: 'none',
  'accept-reset': 'drop-after-content',
  'accept-hang': 'hang-after-content',
  drop: 'drop-within-content',
  unauthorised: 'refuse-password-aloud',
  forbidden: 'refuse-recipient',
  'bad-request': 'refuse-content',
};

const password = 'hush-hush';

async function open(): Promise<Scene> {
  const server = await faultyMailServer('none');
  const settings = {
    url: server.url,
    from: 'news@acme.example',
    to: ['readers@acme.example'],
    user: 'news',
    password,
  };
  return {
    account: smtp.bind('newsletter/weekly_issue', smtp.settings.parse(settings), {
      dataDirectory: '/nonexistent',
    }),
    secrets: [password, Buffer.from(`\0news\0${password}`).toString('base64')],
    fail: async (mode) => {
      server.fault = faults[mode] ?? 'none';
    },
    struck: () => server.hangs,
    refuse: () => server.close(),
    requests: async () => contents(server.heard).length,
    posts: async () => (server.fault === 'refuse-content' ? 0 : server.taken.length),
    bytes: async () => {
      await server.ended;
      return Buffer.byteLength(contents(server.heard).join(''));
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** Of mails that left, whole or in part. */
const contents = (heard: string): readonly string[] =>
  heard
    .split(/^DATA$/m)
    .slice(1)
    .filter((content) => content.trim() !== '');

contractSuite('smtp', {
  open,
  idempotency: 'none',
  lookUp: false,
  early: ['unauthorised', 'forbidden'],
  waits: [],
  impossible: modes.map(([mode]) => mode).filter((mode) => faults[mode] === undefined),
});
