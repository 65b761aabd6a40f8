import { z } from 'zod';
import { type Immutable, instant, instantOrNull, owner, textOrNull, whole, zone } from './parts.ts';

const account = z.object({
  account: z.string().describe('`platform/target`, as in the configuration.'),
  connector: z.string(),
  network: z.string(),
  state: z.enum(['works', 'paused', 'not-connected']),
  place: z.string(),
  link: z.string(),
  look_up: z
    .boolean()
    .describe('Whether the account can look for a post of its own, after a lost answer.'),
  absence_provable: z
    .boolean()
    .describe('Whether a look-up that finds nothing can prove that nothing is there.'),
  paused: z.object({ at: instant, reason: textOrNull }).nullable(),
  free_at: instantOrNull,
  token: z
    .object({
      expires_at: instantOrNull,
      renewable: z.boolean(),
      days_left: z
        .int()
        .nullable()
        .describe('Until a person has to connect it again; null: not known, or never.'),
    })
    .nullable()
    .describe(
      'Of a connected account; null where the configuration has its token, or where it needs none.',
    ),
  last_used_at: instantOrNull,
  posts_today: whole.describe("Since midnight in the workspace's zone, of the account as a whole."),
});

export const accountsDocument = z.object({
  schema: z.literal('broadsheet/accounts@1'),
  timezone: zone,
  accounts: z.array(account),
});

/** What `accounts --json` prints. */
export type AccountsDocument = Immutable<z.infer<typeof accountsDocument>>;

export const connectedDocument = z.object({
  schema: z.literal('broadsheet/connected@1'),
  account: z.string(),
  keys: z.array(z.string()).describe('Accounts of the configuration that this token is for.'),
  expires_at: instantOrNull,
  renewable: z.boolean(),
  ...owner,
  paused: textOrNull.describe(
    'Why it publishes nothing still: a person has paused it, or the token is not its own.',
  ),
  key: textOrNull.describe('Where the key of the stored tokens is.'),
});

/** What came of a consent. */
export type Connected = Immutable<Omit<z.infer<typeof connectedDocument>, 'schema'>>;

export const publishingDocument = z.object({
  schema: z.literal('broadsheet/publishing@1'),
  accounts: z.array(z.string()).nullable().describe('Null: every account.'),
  paused: z.boolean(),
});

export const rotateKeyDocument = z.union([
  z.object({
    schema: z.literal('broadsheet/rotate-key@1'),
    secrets: whole.describe('How many were passed on to the new key.'),
    key: textOrNull.describe('Where the key is.'),
  }),
  z.object({
    schema: z.literal('broadsheet/rotate-key@1'),
    forgotten: whole.describe('How many secrets were forgotten, because their key is lost.'),
  }),
]);
