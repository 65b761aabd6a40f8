import { type LookupAddress, type LookupAllOptions, lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { isLoopback } from '../domain/loopback.ts';

/** Keeps requests to hosts that somebody else names out of the networks around this machine. */
export interface Guard {
  /** @param address a literal one: `127.0.0.1`, `::1` */
  allows(address: string): boolean;
  /** Looks a host name up, for the connection itself: what is not allowed is not connected to. */
  readonly lookup: LookupFunction;
}

/** The code of a connection that a guard has refused. */
export const internalAddress = 'address-internal';

type Resolve = (
  host: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * @param allows the addresses that may be connected to
 * @param resolve finds all addresses of a host name
 */
export function guardOf(allows: Guard['allows'], resolve: Resolve = systemLookup): Guard {
  return {
    allows,
    lookup(host, options, done) {
      resolve(host, { ...options, all: true }, (error, addresses) => {
        const [first] = addresses ?? [];
        if (error || !first) return done(error ?? new Refused(), '', 0);
        // A name with addresses outside and inside is made to get at the inside.
        if (!addresses.every((one) => allows(one.address))) return done(new Refused(), '', 0);
        if (options.all) return done(null, addresses);
        return done(null, first.address, first.family);
      });
    },
  };
}

class Refused extends Error {
  readonly code = internalAddress;
}

/**
 * What is not reachable from everywhere, by the registries of special addresses
 * (https://www.iana.org/assignments/iana-ipv4-special-registry), with multicast and what is reserved.
 */
const internal4 = blocks('ipv4', [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);

/**
 * Of IPv6 only what is given out to the world. That leaves out loopback, link-local, unique local and
 * multicast addresses, and what a network translates for itself (`64:ff9b:1::/48`, RFC 8215).
 */
const global6 = blocks('ipv6', ['2000::/3']);

/** Within that: tunnels, and documentation. */
const internal6 = blocks('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

function blocks(family: 'ipv4' | 'ipv6', subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

/** Whether an address is reachable from everywhere. What can't be read is not. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !internal4.check(address, 'ipv4');
  if (family !== 6) return false;
  const inner = innerAddress(address);
  if (inner !== null) return isPublic(inner);
  return global6.check(address, 'ipv6') && !internal6.check(address, 'ipv6');
}

/** Which pairs of bytes of an address of IPv6 hold one of IPv4, by how it begins. */
const holders: readonly (readonly [prefix: readonly number[], at: number])[] = [
  // Mapped: RFC 4291 section 2.5.5.2.
  [[0, 0, 0, 0, 0, 0xffff], 6],
  // What a DNS makes up for a network without IPv4 (NAT64): RFC 6052 section 2.1.
  [[0x64, 0xff9b, 0, 0, 0, 0], 6],
  // 6to4: RFC 3056 section 2.
  [[0x2002], 1],
];

/** The address of IPv4 at which it ends up, where it holds one; else null. */
function innerAddress(address: string): string | null {
  const groups = groupsOf(address);
  const found = holders.find(([prefix]) => prefix.every((one, index) => groups[index] === one));
  if (!found) return null;
  const pair = groups.slice(found[1], found[1] + 2);
  return pair.flatMap((group) => [group >> 8, group & 0xff]).join('.');
}

/** The eight pairs of bytes of an address of IPv6; none where it has a zone. */
function groupsOf(address: string): readonly number[] {
  // In a URL there are no dots left in it.
  const written = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1);
  if (written === undefined) return [];
  const [head = [], tail = []] = written.split('::').map((side) => side.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16));
}

/** Lets nothing into the networks around this machine. */
export const publicOnly: Guard = guardOf(isPublic);

/** A server that people name, as its account's settings have it. */
export interface OwnServer {
  readonly base_url: string;
  /** It may be inside of a network. */
  readonly allow_local: boolean;
}

/** For each request to such a server. This machine itself, by its name or address, is meant. */
export const guarding = ({ base_url, allow_local }: OwnServer): { readonly guard?: Guard } =>
  allow_local || isLoopback(base_url) ? {} : { guard: publicOnly };

/**
 * The same, where a vendor has one server for all: that one is let through as it is, wherever its name
 * leads, because nobody else named it.
 *
 * @param vendors where that is
 */
export const guardingAllBut =
  (vendors: string) =>
  (own: OwnServer): { readonly guard?: Guard } =>
    own.base_url === vendors ? {} : guarding(own);
