/** A request that is carried out once, however often it comes. */
export interface OnceRequest {
  readonly caller: string;
  readonly key: string;
  readonly fingerprint: string;
}

export interface KeptAnswer {
  readonly status: number;
  /** Null where it held a secret. */
  readonly answer: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

export interface KeptRequest extends OnceRequest {
  /** Real time. */
  readonly leaseUntil: string;
  /** Null while it is carried out. */
  readonly kept: KeptAnswer | null;
}

/** Requests with an `Idempotency-Key`, and webhooks by the ids of their senders. All is real time. */
export interface RequestTable {
  /** Forgets what began before an instant. */
  forgetBefore(at: string): Promise<void>;
  /** @returns whether it is the first of its caller and key */
  insert(request: OnceRequest, at: string, leaseUntil: string): Promise<boolean>;
  lock(request: OnceRequest): Promise<KeptRequest | null>;
  lease(request: OnceRequest, until: string): Promise<void>;
  keep(request: OnceRequest, answer: KeptAnswer): Promise<void>;
  forget(request: OnceRequest): Promise<void>;
  /** The run of a webhook that came before; null: it is new. */
  runOf(sender: string, ids: readonly string[]): Promise<string | null>;
  /** Of a run that it has started, so that what another one notes meanwhile stays. */
  forgetDelivery(sender: string, ids: readonly string[], runId: string): Promise<void>;
  /** @throws where another one notes it at once; the transaction is done again */
  note(sender: string, ids: readonly string[], at: string, runId: string): Promise<void>;
}
