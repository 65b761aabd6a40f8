import type { ServerResponse } from 'node:http';
import { answer, type Dialect, type Reply } from './dialect.ts';
import type { RemovalFault } from './fault.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Network } from './network.ts';

/** One request to take a post back, arrived whole. */
export interface Removal {
  readonly network: Network;
  readonly dialect: Dialect;
  readonly response: ServerResponse;
  readonly token: string | null;
  /** Null: it is not public. */
  readonly post: LedgerEntry | null;
}

/** Answers, or fails as told. */
export async function takeBack(removal: Removal, fault: RemovalFault | null): Promise<void> {
  const { network, dialect, response, post } = removal;
  switch (fault?.kind) {
    case 'remove-hang':
      return;
    case 'remove-drop':
      response.socket?.resetAndDestroy();
      return;
    case 'remove-error-500':
      return answer(response, refusal(removal, 'error-500'));
    case 'remove-unauthorised':
      return answer(response, refusal(removal, 'unauthorised'));
    case 'remove-forbidden':
      return answer(response, refusal(removal, 'forbidden'));
    default: {
      if (!dialect.removed) throw new Error('this vendor takes nothing back, and read a removal');
      if (post) await network.remove(post);
      if (fault) response.socket?.resetAndDestroy();
      else answer(response, dialect.removed(post));
    }
  }
}

/** A network of bad manners: its errors quote the token, which nobody may pass on. */
const refusal = (
  { dialect, token }: Removal,
  why: 'error-500' | 'unauthorised' | 'forbidden',
): Reply => dialect.refused(why, `this post stays: ${token}`);
