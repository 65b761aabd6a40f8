import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { loopbackCertificate } from '../../test/support/certificate.ts';
import {
  afterRequest,
  body,
  created,
  post,
  requests,
  secret,
  whole,
} from '../../test/support/http-exchange.ts';
import { closedPort, rawServer } from '../../test/support/raw-server.ts';
import { watchedWire } from '../../test/support/wire.ts';
import type { WirePoint } from '../application/ports/account.ts';
import type { HttpRequest } from './message.ts';
import { lookUp, send } from './send.ts';

describe('an irreversible request', () => {
  it('goes out once, whole, and comes back with the answer', async () => {
    await using server = await afterRequest((socket) => socket.write(created()));
    const watched = watchedWire();
    const exchange = await send(post(server.port), watched);
    assert.deepEqual(exchange, {
      kind: 'answered',
      status: 201,
      headers: { 'x-kind': 'post', 'content-length': '10' },
      body: '{"id":"7"}',
    });
    const [head, sent] = server.received.split('\r\n\r\n');
    assert.equal(head?.split('\r\n')[0], `POST /bot${secret}/posts?key=${secret} HTTP/1.1`);
    assert.match(head ?? '', new RegExp(`content-length: ${body.length}`, 'i'));
    assert.match(head ?? '', new RegExp(`authorization: Bearer ${secret}`));
    assert.equal(sent, body);
    assert.deepEqual(watched.passed, ['may-send', 'mid-write', 'after-write', 'after-response']);
  });

  it('is answered without the mark that some servers put before their text', async () => {
    const text = '\ufeff{"id":"7"}';
    const head = `HTTP/1.1 201 Created\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n`;
    await using server = await afterRequest((socket) => socket.write(head + text));
    const exchange = await send(post(server.port), watchedWire());
    assert.equal(exchange.kind === 'answered' && exchange.body, '{"id":"7"}');
  });

  it('is asked for when the connection stands, and before the first byte', async () => {
    await using server = await afterRequest((socket) => socket.write(created()));
    const maySend = async () => {
      await server.connected();
      assert.equal(server.received, '');
      return true;
    };
    assert.equal((await send(post(server.port), watchedWire({ maySend }))).kind, 'answered');
  });

  it('can be stopped with half of the body on the wire', async () => {
    await using server = await afterRequest((socket) => socket.write(created()));
    const reached = async (point: WirePoint) => {
      if (point !== 'mid-write') return;
      await server.arrived(/\{"text":"H/);
      assert.ok(!whole(server.received));
    };
    assert.equal((await send(post(server.port), watchedWire({ reached }))).kind, 'answered');
  });

  it('goes out in one piece where nobody watches', async () => {
    await using server = await afterRequest((socket) => socket.write(created()));
    const watched = watchedWire();
    const exchange = await send(post(server.port), { ...watched, watched: false });
    assert.equal(exchange.kind, 'answered');
    assert.ok(whole(server.received));
    assert.deepEqual(watched.passed, ['may-send', 'after-write', 'after-response']);
  });

  it('is released without a byte when it may not be sent', async () => {
    await using server = await rawServer({});
    const watched = watchedWire({ maySend: async () => false });
    const exchange = await send(post(server.port), watched);
    assert.equal(exchange.kind, 'released');
    await server.connected();
    assert.equal(server.received, '');
    assert.deepEqual(watched.passed, ['may-send']);
  });

  it('is released when the time is up while it is asked for', async () => {
    await using server = await rawServer({});
    const aborter = new AbortController();
    const maySend = async () => {
      aborter.abort();
      return true;
    };
    const exchange = await send(
      post(server.port),
      watchedWire({ signal: aborter.signal, maySend }),
    );
    assert.equal(exchange.kind, 'released');
    await server.connected();
    assert.equal(server.received, '');
  });

  it('makes no connection when the time is already up', async () => {
    await using server = await rawServer({});
    const exchange = await send(post(server.port), watchedWire({ signal: AbortSignal.abort() }));
    assert.equal(exchange.kind, 'released');
    assert.equal(server.connections, 0);
  });

  it('follows no redirect', async () => {
    await using elsewhere = await rawServer({});
    const location = `Location: http://127.0.0.1:${elsewhere.port}/\r\nContent-Length: 0`;
    for (const status of ['301 Moved', '302 Found', '303 See', '307 Later', '308 Moved']) {
      await using server = await afterRequest((socket) =>
        socket.write(`HTTP/1.1 ${status}\r\n${location}\r\n\r\n`),
      );
      const exchange = await send(post(server.port), watchedWire());
      assert.equal(exchange.kind === 'answered' && exchange.status, Number(status.slice(0, 3)));
      assert.equal(requests(server), 1);
    }
    assert.equal(elsewhere.connections, 0);
  });
});

describe('before anything is written', () => {
  const notSent = async (request: HttpRequest, watched = watchedWire()) => {
    const exchange = await send(request, watched);
    assert.equal(exchange.kind, 'not-sent', JSON.stringify(exchange));
    assert.doesNotMatch(JSON.stringify(exchange), new RegExp(secret));
    assert.deepEqual(watched.passed, []);
    return exchange.kind === 'not-sent' ? exchange.error.message : '';
  };

  it('a refused connection is nothing sent', async () => {
    assert.match(await notSent(post(await closedPort())), /ECONNREFUSED: nobody listens there/);
  });

  it('an unknown host is nothing sent', async () => {
    const url = `http://nowhere.invalid/${secret}`;
    assert.match(await notSent({ ...post(1), url }), /ENOTFOUND|EAI_AGAIN/);
  });

  it('a server that speaks no TLS is nothing sent', async () => {
    await using server = await rawServer({ data: (socket) => socket.end('who are you?\r\n') });
    await notSent(post(server.port, 'https'));
    assert.doesNotMatch(server.received, /POST/);
  });

  it('a certificate that nobody trusts is nothing sent', async () => {
    await using server = await rawServer({ secure: true });
    assert.match(await notSent(post(server.port, 'https')), /SELF_SIGNED/);
    assert.equal(server.received, '');
  });

  it('a handshake that never ends is nothing sent, and ends with the time', async () => {
    const aborter = new AbortController();
    await using server = await rawServer({ data: () => aborter.abort() });
    await notSent(post(server.port, 'https'), watchedWire({ signal: aborter.signal }));
  });

  it('an address that is none is nothing sent', async () => {
    for (const url of [`${secret}`, `ftp://127.0.0.1/${secret}`, `file:///${secret}`])
      assert.match(await notSent({ ...post(1), url }), /address-invalid/);
  });

  it('a header that HTTP does not allow is nothing sent', async () => {
    await using server = await rawServer({});
    await notSent({ ...post(server.port), headers: { authorization: `${secret}\r\nX-A: b` } });
    assert.equal(server.received, '');
  });

  it('a connection that ends while it is asked for is nothing sent', async () => {
    const accepted = Promise.withResolvers<Socket>();
    await using server = await rawServer({ connect: accepted.resolve });
    let ours: Socket | undefined;
    const watch = (message: unknown) => {
      ours ??= (message as { readonly socket: Socket }).socket;
    };
    subscribe('net.client.socket', watch);
    const maySend = async () => {
      assert.ok(ours && !ours.destroyed);
      const closed = new Promise((resolve) => ours?.on('close', resolve));
      (await accepted.promise).resetAndDestroy();
      await closed;
      return true;
    };
    const watched = watchedWire({ maySend });
    const exchange = await send(post(server.port), watched);
    unsubscribe('net.client.socket', watch);
    assert.equal(exchange.kind, 'not-sent');
    assert.deepEqual(watched.passed, ['may-send']);
    assert.equal(server.received, '');
  });

  it('a check that fails is nothing sent', async () => {
    await using server = await rawServer({});
    const maySend = async () => {
      throw new Error(secret);
    };
    const exchange = await send(post(server.port), watchedWire({ maySend }));
    assert.equal(exchange.kind, 'not-sent');
    assert.doesNotMatch(JSON.stringify(exchange), new RegExp(secret));
    assert.equal(server.received, '');
  });
});

describe('over TLS', () => {
  it('is asked for after the handshake, and comes back with the answer', async () => {
    const usual = getCACertificates('default');
    setDefaultCACertificates([...usual, loopbackCertificate]);
    try {
      await using server = await rawServer({
        secure: true,
        data: (socket, received) => whole(received) && socket.write(created()),
      });
      const maySend = async () => {
        await server.connected();
        assert.equal(server.received, '');
        return true;
      };
      const exchange = await send(post(server.port, 'https'), watchedWire({ maySend }));
      assert.equal(exchange.kind === 'answered' && exchange.body, '{"id":"7"}');
      assert.equal(requests(server), 1);
    } finally {
      setDefaultCACertificates(usual);
    }
  });
});

describe('a look-up', () => {
  const get = (port: number): HttpRequest => ({ method: 'GET', url: `http://127.0.0.1:${port}/x` });

  it('is a GET without a body', async () => {
    await using server = await rawServer({
      data: (socket, received) =>
        received.endsWith('\r\n\r\n') && socket.end('HTTP/1.1 200 OK\r\n\r\n[]'),
    });
    const found = await lookUp(get(server.port), AbortSignal.timeout(20_000));
    assert.equal(found.kind === 'answered' && found.body, '[]');
    assert.match(server.received, /^GET \/x HTTP\/1.1\r\n/);
    assert.doesNotMatch(server.received, /content-length/i);
  });

  it('has one word for every way to get no answer', async () => {
    const signal = AbortSignal.timeout(20_000);
    await using drops = await rawServer({ data: (socket) => socket.destroy() });
    for (const port of [await closedPort(), drops.port])
      assert.equal((await lookUp(get(port), signal)).kind, 'no-answer');
    assert.equal((await lookUp(get(drops.port), AbortSignal.abort())).kind, 'no-answer');
  });
});
