import { z } from 'zod';
import type { Publication } from '../../src/application/ports/account.ts';
import { defineConnector, type OwnTraits } from '../../src/connectors/connector.ts';
import type { Outcome } from '../../src/domain/outcome.ts';

/** What the network does with the next request. */
export const behaviours = [
  'accept',
  'reject',
  'redirect',
  'defer',
  'unauthorised',
  'accept-and-lose-the-answer',
  'lose-the-request',
  'accept-the-last',
] as const;
export type Behaviour = (typeof behaviours)[number];

export interface Published {
  readonly deliveryId: string;
  readonly part: number;
  readonly text: string;
  readonly id: string;
  readonly account: string;
  readonly at: string;
  /** Its address, where the network tells it. */
  readonly url?: string | null;
}

/** How long an account waits after `accept-the-last`, in seconds: longer than the spacing. */
export const usedUpFor = 3600;

/** A network in memory, whose truth the test knows. */
export class World {
  readonly published: Published[] = [];
  readonly next: Behaviour[] = [];
  /** Nobody listens: no connection comes about. */
  unreachable = false;
  /** Every request that came, taken or not. */
  readonly requests: Publication[] = [];

  async publish(account: string, publication: Publication): Promise<Outcome> {
    this.requests.push(publication);
    const error = { code: 'model', message: 'as the history says', remedy: '' };
    switch (this.next.shift() ?? 'accept') {
      case 'accept': {
        const { id } = this.#take(account, publication);
        return { kind: 'accepted', remoteId: id, remoteUrl: null };
      }
      case 'accept-the-last': {
        const { id } = this.#take(account, publication);
        return { kind: 'accepted', remoteId: id, remoteUrl: null, freeAfterSeconds: usedUpFor };
      }
      case 'redirect':
        return { kind: 'rejected', error: { ...error, code: 'redirected' } };
      case 'reject':
        return { kind: 'rejected', error };
      case 'defer':
        return { kind: 'deferred', afterSeconds: 90, error };
      case 'unauthorised':
        return { kind: 'unauthorised', error };
      case 'accept-and-lose-the-answer':
        this.#take(account, publication);
        return { kind: 'unknown', error };
      case 'lose-the-request':
        return { kind: 'unknown', error };
    }
  }

  find(account: string, { parts, part, startedAt }: Publication): Published | undefined {
    return this.published.find(
      (one) => one.account === account && one.text === parts[part] && one.at >= startedAt,
    );
  }

  #take(account: string, { deliveryId, part, parts, startedAt }: Publication): Published {
    const id = `p${this.published.length + 1}`;
    const text = parts[part] ?? '';
    const one = { deliveryId, part, text, id, account, at: startedAt };
    this.published.push(one);
    return one;
  }
}

/** Accounts of a world, for a configuration of a test. */
export const connectorOf = (world: World) =>
  defineConnector({
    id: 'world',
    name: 'World',
    settings: z.strictObject({}),
    bind(_, { key }): OwnTraits {
      return {
        network: 'telegram',
        account: key,
        local: true,
        timeoutMilliseconds: 1000,
        settlesWithinMilliseconds: 60_000,
        async publish(publication, wire) {
          const error = { code: 'late', message: 'let go', remedy: '' };
          if (world.unreachable) return { kind: 'rejected', error };
          if (!(await wire.maySend())) return { kind: 'released', error };
          return world.publish(key, publication);
        },
        async confirm(publication) {
          const found = world.find(key, publication);
          return found
            ? { kind: 'found', remoteId: found.id, remoteUrl: found.url ?? null }
            : { kind: 'absent' };
        },
      };
    },
  });
