import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inWorldHouse } from '../../test/support/world-house.ts';
import { failure, type Result, success } from '../domain/result.ts';
import { addMilliseconds } from '../domain/time.ts';
import { sendNews } from './send-news.ts';
import type { Services } from './services.ts';
import { sweep } from './sweep.ts';

const due = '2026-02-16T08:10:00.000Z';
const minute = 60_000;
const channel = {
  via: 'email' as const,
  url: 'smtp://127.0.0.1:1',
  from: 'ops@acme.example',
  to: ['team@acme.example'],
  on: ['failure', 'success'] as const,
};

/** A house with one piece of news, and a mailer that does as it is told. */
const withNews = (
  work: (services: Services, mails: { count: number }) => Promise<void>,
  answer: (services: Services) => Promise<Result<void>>,
) =>
  inWorldHouse(
    due,
    [{ id: 'a', target: 'telegram', date: '2026-02-16', time: '08:10' }],
    async (house) => {
      await house.approve('a');
      await sweep(house.services, null);
      const mails = { count: 0 };
      const services: Services = {
        ...house.services,
        configuration: { ...house.services.configuration, notify: [channel] },
        mailer: {
          async send() {
            mails.count += 1;
            return answer(services);
          },
        },
      };
      await work(services, mails);
    },
  );

const send = (services: Services) => sendNews(services, { onlyUrgent: false });
const refused = failure({ code: 'mail-refused', message: 'not now', remedy: '' });

describe('news', () => {
  it('is sent by one process only, however long the mail server takes', () =>
    withNews(
      async (services, mails) => {
        assert.deepEqual(await send(services), success(1));
        assert.equal(mails.count, 1);
      },
      async (services) => {
        // Meanwhile another one looks.
        assert.deepEqual(await send(services), success(0));
        return success(undefined);
      },
    ));

  it('that could not be sent goes with the next', () =>
    withNews(
      async (services, mails) => {
        assert.deepEqual(await send(services), refused);
        assert.deepEqual(await send(services), refused);
        assert.equal(mails.count, 2);
      },
      async () => refused,
    ));

  it('of a process that died while sending is sent by another after its lease', () =>
    withNews(
      async (services, mails) => {
        await assert.rejects(send(services), /it died/);
        assert.deepEqual(await send(services), success(0));
        const later = addMilliseconds(services.realNow(), 6 * minute);
        await assert.rejects(send({ ...services, realNow: () => later }), /it died/);
        assert.equal(mails.count, 2);
      },
      async () => {
        throw new Error('it died');
      },
    ));
});
