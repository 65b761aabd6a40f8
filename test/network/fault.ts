import { z } from 'zod';

const milliseconds = z.int().min(0).max(600_000);

/** A post that was accepted is seen in a look-up only so much later. */
const lag = {
  lagMs: milliseconds.optional(),
  /** It is missing from so many look-ups of its account, however long that takes. */
  lagLookUps: z.int().min(0).optional(),
};

const kind = <const Kind extends string>(name: Kind) => z.strictObject({ kind: z.literal(name) });

const accepting = <const Kind extends string>(name: Kind) =>
  z.strictObject({ kind: z.literal(name), ...lag });

/** How a network says how long to wait. */
export const waitForms = [
  'retry-after',
  'retry-after-date',
  'x-rate-limit-reset',
  'x-ratelimit-reset-iso',
  'x-ratelimit-reset-seconds',
  'ratelimit-reset',
  'body',
] as const;

/** It becomes public, whatever the client hears of it. */
const acceptFault = z.discriminatedUnion('kind', [
  accepting('none'),
  accepting('accept-fin'),
  accepting('accept-reset'),
  accepting('accept-hang'),
  accepting('accept-error-500'),
  accepting('accept-truncated'),
  accepting('accept-garbage'),
  accepting('slow').extend({ ms: milliseconds.default(100) }),
  /** Never answered, and public only when these have come to pass, one after the other. */
  accepting('accept-late').extend({
    /** The client has closed its connection. */
    clientGone: z.boolean().default(true),
    /** So many look-ups of the account were answered. */
    lookUps: z.int().min(0).default(0),
    delayMs: milliseconds.default(0),
  }),
  /** Answered as usual; after that nobody listens for a while. */
  accepting('refuse-next').extend({ ms: milliseconds.default(1000) }),
]);

/** Nothing becomes public. */
const refuseFault = z.discriminatedUnion('kind', [
  kind('hang'),
  kind('drop'),
  kind('error-500'),
  kind('error-503'),
  kind('redirect-307'),
  kind('unauthorised'),
  kind('forbidden'),
  kind('bad-request'),
  kind('rate-limited').extend({
    form: z.enum(waitForms).default('retry-after'),
    seconds: z.int().min(0).default(2),
  }),
  /** Refused as a double, whether it is one or not. */
  kind('duplicate').extend({ named: z.boolean().default(true) }),
]);

/** What goes wrong with one look-up. */
const lookUpFault = z.discriminatedUnion('kind', [
  kind('look-up-500'),
  kind('look-up-hang'),
  kind('look-up-truncated'),
  /** The list is empty, and says that there is more, which is not to be had. */
  kind('look-up-incomplete'),
]);

/** What goes wrong with one removal. */
const removalFault = z.discriminatedUnion('kind', [
  kind('remove-hang'),
  kind('remove-drop'),
  /** It is removed, and the answer is lost. */
  kind('remove-reset'),
  kind('remove-error-500'),
  kind('remove-unauthorised'),
  kind('remove-forbidden'),
]);

export type AcceptFault = z.infer<typeof acceptFault>;
export type RefuseFault = z.infer<typeof refuseFault>;
export type CreateFault = AcceptFault | RefuseFault;
export type LookUpFault = z.infer<typeof lookUpFault>;
export type RemovalFault = z.infer<typeof removalFault>;
export type Fault = CreateFault | LookUpFault | RemovalFault;

/** What a request is for. */
export type Errand = 'create' | 'look-up' | 'remove';

const named = (value: unknown) => (typeof value === 'string' ? { kind: value } : value);

/** A fault by its name alone, or with its particulars. */
export const fault = z.preprocess(
  named,
  z.union([acceptFault, refuseFault, lookUpFault, removalFault]),
);

export const isLookUpFault = (one: Fault): one is LookUpFault => one.kind.startsWith('look-up-');
export const isRemovalFault = (one: Fault): one is RemovalFault => one.kind.startsWith('remove-');
export const isCreateFault = (one: Fault): one is CreateFault =>
  !isLookUpFault(one) && !isRemovalFault(one);

/** Which requests a fault strikes. */
export const errandOf = (one: Fault): Errand =>
  isLookUpFault(one) ? 'look-up' : isRemovalFault(one) ? 'remove' : 'create';

/** When a fault strikes. Whatever is not said fits everything. */
export const rule = z.strictObject({
  match: z
    .strictObject({
      account: z.string().optional(),
      /** Part of the text. */
      text: z.string().optional(),
      /** Counts the requests that fit the rest, from 1. */
      nth: z.int().min(1).optional(),
    })
    .prefault({}),
  fault,
  /** How often; null: always. */
  times: z.int().min(1).nullable().default(1),
});

export type Rule = z.infer<typeof rule>;

/** Faults drawn by lot, each with its weight; `none` counts too. */
export const lot = z.strictObject({
  seed: z.int(),
  faults: z.array(z.strictObject({ weight: z.number().min(0), fault })),
  /** After so many faults one post has had its share, and goes through. */
  perPost: z.int().min(0).default(3),
});

export type Lot = z.infer<typeof lot>;
