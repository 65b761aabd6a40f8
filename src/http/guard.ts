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
 * multicast addresses, and those that hold one of IPv4 (`::ffff:0:0/96`, `64:ff9b::/96`).
 */
const global6 = blocks('ipv6', ['2000::/3']);

/** Within that: tunnels, which hold an address of IPv4 too, and documentation. */
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
  return family === 6 && global6.check(address, 'ipv6') && !internal6.check(address, 'ipv6');
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
