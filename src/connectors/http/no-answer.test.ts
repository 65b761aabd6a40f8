import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import {
  afterRequest,
  created,
  post,
  requests,
  secret,
} from '../../../test/support/http-exchange.ts';
import { rawServer } from '../../../test/support/raw-server.ts';
import { watchedWire } from '../../../test/support/wire.ts';
import type { WirePoint } from '../../application/ports/account.ts';
import { largestAnswer } from '../../http/message.ts';
import { send } from '../../http/send.ts';

describe('after the first byte', () => {
  const answers: readonly (readonly [string, (socket: Socket) => void])[] = [
    ['FIN', (socket) => socket.end()],
    ['RST', (socket) => socket.resetAndDestroy()],
    ['half a status line', (socket) => socket.end('HTTP/1.1 20')],
    ['a body that is cut off', (socket) => socket.end(created().slice(0, -4))],
    ['a body that is cut off by a reset', (socket) => cutByReset(socket)],
    ['a chunked body that is cut off', (socket) => socket.end(chunked('5\r\n{"id'))],
    ['a chunk that is none', (socket) => socket.end(chunked('nonsense\r\n'))],
    ['what is not HTTP', (socket) => socket.end('220 mail.example ESMTP\r\n')],
    ['headers over any size', (socket) => socket.end(`HTTP/1.1 201 A\r\nX: ${'a'.repeat(99_999)}`)],
    ['an answer over the cap', (socket) => socket.end(created('a'.repeat(largestAnswer + 1)))],
    [
      'an upgrade',
      (socket) => socket.end('HTTP/1.1 101 A\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    ],
  ];
  for (const [name, act] of answers)
    it(`${name} is no answer, and nothing goes out again`, async () => {
      await using server = await afterRequest(act);
      const exchange = await send(post(server.port), watchedWire());
      assert.equal(exchange.kind, 'no-answer', JSON.stringify(exchange).slice(0, 200));
      assert.doesNotMatch(JSON.stringify(exchange), new RegExp(secret));
      assert.equal(server.connections, 1);
      assert.equal(requests(server), 1);
    });

  it('a server that hangs is no answer when the time is up', async () => {
    const aborter = new AbortController();
    await using server = await afterRequest(() => aborter.abort());
    const exchange = await send(post(server.port), watchedWire({ signal: aborter.signal }));
    assert.match(exchange.kind === 'no-answer' ? exchange.error.message : '', /took too long/);
  });

  it('a server that hangs within its answer is no answer when the time is up', async () => {
    const aborter = new AbortController();
    await using server = await afterRequest((socket) =>
      socket.write(created().slice(0, -4), () => aborter.abort()),
    );
    const exchange = await send(post(server.port), watchedWire({ signal: aborter.signal }));
    assert.equal(exchange.kind, 'no-answer');
    assert.equal(server.connections, 1);
  });

  it('an end in the middle of the write is no answer', async () => {
    await using server = await rawServer({ data: (socket) => socket.resetAndDestroy() });
    const reached = (point: WirePoint) =>
      point === 'mid-write' ? server.arrived(/POST/) : Promise.resolve();
    assert.equal((await send(post(server.port), watchedWire({ reached }))).kind, 'no-answer');
  });

  it('a failpoint that throws is no answer', async () => {
    for (const at of ['mid-write', 'after-write', 'after-response'] as const) {
      await using server = await afterRequest((socket) => socket.write(created()));
      const reached = async (point: WirePoint) => {
        if (point === at) throw new Error('failpoint');
      };
      assert.equal((await send(post(server.port), watchedWire({ reached }))).kind, 'no-answer', at);
    }
  });

  it('an answer of exactly the cap is read', async () => {
    const json = 'a'.repeat(largestAnswer);
    await using server = await afterRequest((socket) => socket.end(created(json)));
    const exchange = await send(post(server.port), watchedWire());
    assert.equal(exchange.kind === 'answered' && exchange.body.length, largestAnswer);
  });

  it('an answer without a length ends with the connection', async () => {
    await using server = await afterRequest((socket) =>
      socket.end('HTTP/1.1 200 OK\r\n\r\n{"id":1}'),
    );
    const exchange = await send(post(server.port), watchedWire());
    assert.equal(exchange.kind === 'answered' && exchange.body, '{"id":1}');
  });
});

const chunked = (rest: string) =>
  `HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n${rest}`;

function cutByReset(socket: Socket): void {
  socket.write(created().slice(0, -4), () => socket.resetAndDestroy());
}
