import { type Scope, scopes } from '../domain/scope.ts';

/** Who asks. */
export interface Caller {
  /** `owner`, or the id of a key: what an `Idempotency-Key` is bound to. */
  readonly id: string;
  /** Of a key; null: the owner of the machine, who says who he or she is. */
  readonly name: string | null;
  readonly scopes: readonly Scope[];
}

/** Whoever can read the data directory: the command line, in process or by the token that lies there. */
export const owner: Caller = { id: 'owner', name: null, scopes };

/** Without a key one sees what anybody may see. */
export const stranger: Caller = { id: 'nobody', name: 'nobody', scopes: [] };

/**
 * For the audit trail. A key says in whose name it asks, and is named beside it: it can't pass for a
 * person.
 *
 * @param given what the request says
 * @param usual where neither the request nor a key says anything
 */
export function signature(caller: Caller, given: string | undefined, usual = 'owner'): string {
  if (caller.name === null) return given ?? usual;
  return given === undefined ? caller.name : `${given} (by ${caller.name})`;
}
