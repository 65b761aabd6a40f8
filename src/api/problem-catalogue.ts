export interface ProblemKind {
  readonly status: number;
  /** What it means, for the reference page. */
  readonly meaning: string;
}

/** What a client sends again only after a change, by code. What is not listed is answered with 422. */
export const problemCatalogue: Readonly<Record<string, ProblemKind>> = {
  'request-invalid': { status: 400, meaning: 'The request does not fit its description.' },
  unauthorised: { status: 401, meaning: 'The key is missing, unknown, ended or revoked.' },
  'signature-invalid': {
    status: 401,
    meaning: 'The signature of a webhook does not fit its body.',
  },
  'scope-missing': { status: 403, meaning: 'The key is not good for this.' },
  'method-not-allowed': { status: 405, meaning: 'The path is there, for other methods.' },
  'not-found': { status: 404, meaning: 'There is nothing at this path.' },
  'week-unknown': { status: 404, meaning: 'The week was never imported.' },
  'delivery-unknown': { status: 404, meaning: 'No delivery has this name.' },
  'account-unknown': { status: 404, meaning: 'The configuration has no such account.' },
  'key-unknown': { status: 404, meaning: 'There is no key of this id.' },
  'week-bound-elsewhere': {
    status: 409,
    meaning: 'The week belongs to another repository or branch.',
  },
  'plan-changed': { status: 409, meaning: 'What would be approved is not what was looked at.' },
  'content-changed': { status: 409, meaning: 'The content is not the one that was looked at.' },
  'plan-stale': { status: 409, meaning: 'Something has changed since the plan was saved.' },
  'import-overtaken': { status: 409, meaning: 'Another commit was imported in the meantime.' },
  'nothing-to-change': { status: 409, meaning: 'The order applies to none of the deliveries.' },
  'nothing-to-resolve': { status: 409, meaning: 'The delivery waits for no word of a person.' },
  'delivery-ambiguous': { status: 409, meaning: 'The name fits several deliveries.' },
  'smoke-test-paused': { status: 409, meaning: 'The account, or everything, is paused.' },
  'smoke-test-busy': { status: 409, meaning: 'A post of the account is being sent.' },
  'smoke-test-used': { status: 409, meaning: 'This test post was sent before.' },
  'smoke-test-not-there': { status: 404, meaning: 'There is no such test post.' },
  'evidence-taken': { status: 409, meaning: 'The address is the post of another delivery.' },
  'database-copied': {
    status: 409,
    meaning: 'The database may be a copy: nothing goes out until a person confirms it.',
  },
  'identity-unsettled': {
    status: 409,
    meaning: 'It is not settled yet whether the database is a copy.',
  },
  'secrets-key-wrong': { status: 409, meaning: 'The key of the stored secrets is another one.' },
  'idempotency-key-reused': {
    status: 409,
    meaning: 'The Idempotency-Key came with another request before.',
  },
  'idempotency-in-progress': {
    status: 409,
    meaning: 'The same request is being carried out: ask again after Retry-After seconds.',
  },
  'idempotency-not-kept': {
    status: 409,
    meaning: 'The request was carried out; its answer held a secret and was not kept.',
  },
  'body-too-large': { status: 413, meaning: 'The body is larger than 1 MB, or 16 MB with a plan.' },
  'too-many-requests': { status: 429, meaning: 'The key asks too often: wait for Retry-After.' },
  'too-many-listeners': {
    status: 503,
    meaning: 'As many as this process serves listen to events already.',
  },
  'database-away': { status: 503, meaning: 'The connection to the database was lost: ask again.' },
  'internal-error': { status: 500, meaning: 'A defect of Broadsheet.' },
};

/** What every route may answer with, whoever asks and whatever is asked. */
export const commonProblems: readonly string[] = [
  'request-invalid',
  'database-away',
  'internal-error',
];

/** What may come of an `Idempotency-Key`, and of a body. */
export const repeatProblems: readonly string[] = [
  'body-too-large',
  'idempotency-key-reused',
  'idempotency-in-progress',
  'idempotency-not-kept',
];
