import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { describe, it } from 'node:test';
import { rawServer } from '../../test/support/raw-server.ts';
import { connect } from './connect.ts';
import { type Guard, guardOf, isPublic, publicOnly } from './guard.ts';

const soon = () => AbortSignal.timeout(20_000);

/** What comes of a connection; an open one is closed. */
async function outcomeOf(url: string, guard: Guard): Promise<string> {
  const connection = await connect(new URL(url), soon(), guard);
  if (!connection.ok) return connection.error;
  const { remoteAddress } = connection.value;
  connection.value.destroy();
  return `${remoteAddress}`;
}

/** As an address can be written, and what it stands for. */
const internal: readonly (readonly [host: string, what: string])[] = [
  ['127.0.0.1', 'loopback'],
  ['127.1', 'loopback, short'],
  ['127.255.255.254', 'the end of loopback'],
  ['2130706433', 'loopback, decimal'],
  ['0x7f000001', 'loopback, hexadecimal'],
  ['0x7f.1', 'loopback, mixed'],
  ['0177.0.0.1', 'loopback, octal'],
  ['127.0.0.1.', 'loopback, with a root'],
  ['１２７.0.0.1', 'loopback, in wide digits'],
  ['[::1]', 'loopback of IPv6'],
  ['[::ffff:127.0.0.1]', 'loopback, mapped'],
  ['[::ffff:7f00:1]', 'loopback, mapped, hexadecimal'],
  ['[0:0:0:0:0:ffff:a00:1]', '10.0.0.1, mapped, in full'],
  ['[::127.0.0.1]', 'loopback, in the old form'],
  ['[64:ff9b::7f00:1]', 'loopback, by a translator'],
  ['[2002:7f00:1::]', 'loopback, by a tunnel'],
  ['[2001::7f00:1]', 'another tunnel'],
  ['[64:ff9b::a9fe:a9fe]', 'metadata of clouds, by a translator'],
  ['[64:ff9b:1::808:808]', 'translated by a network for itself'],
  ['[64:ff9b::1:808:808]', 'what no translator has'],
  ['[2002:a00:1::808:808]', '10.0.0.1, by a tunnel, with an open one behind'],
  ['[::ffff:0:808:808]', 'translated, in the old form'],
  ['0.0.0.0', 'this machine'],
  ['0', 'this machine, short'],
  ['[::]', 'this machine, IPv6'],
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'the end of private'],
  ['192.168.1.1', 'private'],
  ['100.100.100.200', 'metadata of a cloud'],
  ['169.254.169.254', 'metadata of clouds'],
  ['[fd00:ec2::254]', 'metadata of a cloud, IPv6'],
  ['[fe80::1]', 'link-local'],
  ['[fc00::1]', 'unique local'],
  ['192.0.0.192', 'metadata of a cloud'],
  ['198.18.0.1', 'for measuring'],
  ['224.0.0.1', 'multicast'],
  ['[ff02::1]', 'multicast, IPv6'],
  ['255.255.255.255', 'everybody'],
  ['203.0.113.1', 'documentation'],
  ['[2001:db8::1]', 'documentation, IPv6'],
  ['localhost', 'a name of loopback'],
];

describe('a guard that lets nothing inside', () => {
  for (const [host, what] of internal)
    it(`refuses ${host}: ${what}`, async () => {
      for (const scheme of ['http', 'https'])
        assert.equal(await outcomeOf(`${scheme}://${host}:9`, publicOnly), 'address-internal');
    });

  it('lets through what is reachable from everywhere', () => {
    const open = ['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '223.1.1.1'];
    for (const address of [...open, '2606:4700::1111', '2a00:1450::1', '2003::1'])
      assert.equal(isPublic(address), true, address);
    // What holds an open address of IPv4 is as open as that.
    for (const address of [
      '64:ff9b::808:808',
      '64:ff9b::8.8.8.8',
      '::ffff:8.8.8.8',
      '2002:808:808::1',
    ])
      assert.equal(isPublic(address), true, address);
    for (const address of ['', 'acme.example', '1.2.3', 'fe80::1%eth0', '64:ff9b::808:808%eth0'])
      assert.equal(isPublic(address), false, address);
  });
});

/** A host name whose addresses change each time that it is looked up. */
function names(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  return {
    asked,
    resolve: (
      host: string,
      _: object,
      done: (error: null, addresses: LookupAddress[]) => void,
    ): void => {
      const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
      asked.push(host);
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    },
  };
}

describe('a host name under a guard', () => {
  it('is refused where one of its addresses is inside', async () => {
    await using server = await rawServer({});
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:127.0.0.1'], []]) {
      const { resolve } = names(addresses);
      const url = `http://acme.example:${server.port}`;
      assert.equal(await outcomeOf(url, guardOf(isPublic, resolve)), 'address-internal');
    }
    assert.equal(server.received, '');
  });

  it('is connected to at the address that was checked, and is not looked up again', async () => {
    await using server = await rawServer({});
    const { asked, resolve } = names(['127.0.0.1'], ['127.0.0.2']);
    const guard = guardOf((address) => address === '127.0.0.1', resolve);
    const url = `http://acme.example:${server.port}`;
    assert.equal(await outcomeOf(url, guard), '127.0.0.1');
    assert.deepEqual(asked, ['acme.example']);
    assert.equal(await outcomeOf(url, guard), 'address-internal');
  });
});
