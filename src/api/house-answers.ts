import { z } from 'zod';
import type { Confirmed } from '../application/confirm-copy.ts';
import type { Connected } from '../application/connect.ts';
import type { DoctorDocument } from '../application/doctor.ts';
import type { DeliveryEvent } from '../application/events.ts';
import type { CreatedKey, KeysDocument, ListedKey } from '../application/keys.ts';
import type { AccountsDocument } from '../application/list-accounts.ts';
import type { Authorization } from '../application/ports/oauth.ts';
import type { Rotated } from '../application/secrets.ts';
import type { SmokeTestPreview } from '../application/smoke-test.ts';
import type { SmokeTestLook, SmokeTestStep } from '../application/smoke-test-step.ts';
import { scopes } from '../domain/scope.ts';
import { instant, instantOrNull, of, textOrNull } from './answer-parts.ts';

const accounts = of<AccountsDocument>()(
  z.strictObject({
    schema: z.literal('broadsheet/accounts@1'),
    timezone: z.string(),
    accounts: z.array(
      z.strictObject({
        account: z.string(),
        connector: z.string(),
        network: z.string(),
        state: z.enum(['works', 'paused', 'not-connected']),
        place: z.string(),
        link: z.string(),
        look_up: z.boolean(),
        absence_provable: z.boolean(),
        paused: z.strictObject({ at: instant, reason: textOrNull }).nullable(),
        free_at: instantOrNull,
        token: z
          .strictObject({
            expires_at: instantOrNull,
            renewable: z.boolean(),
            days_left: z.number().nullable(),
          })
          .nullable(),
        last_used_at: instantOrNull,
        posts_today: z.number().int(),
      }),
    ),
  }),
);

const key = {
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  state: z.enum(['works', 'expired', 'revoked']),
  created_at: instant,
  created_by: z.string(),
  expires_at: instant,
  revoked_at: instantOrNull,
  last_used_at: instantOrNull.describe('To the minute.'),
};

const step = {
  name: z.enum(['post', 'look-up', 'remove', 'look-again']),
  result: z.enum(['ok', 'problem', 'unknown']),
  took_ms: z.number().int(),
  message: z.string(),
  remedy: z.string(),
  remote_url: textOrNull,
};

/** Documents of accounts, keys, and the installation as a whole. */
export const houseAnswers = {
  healthy: z.object({ ok: z.literal(true) }),
  accounts,
  authorization: of<Authorization>()(
    z.strictObject({ url: z.string(), state: z.string(), verifier: z.string() }),
  ),
  connected: of<Connected>()(
    z.strictObject({
      account: z.string(),
      keys: z.array(z.string()),
      expires_at: instantOrNull,
      renewable: z.boolean(),
      paused: textOrNull,
      key: textOrNull,
    }),
  ),
  paused: z.strictObject({ paused: z.boolean(), accounts: z.array(z.string()).optional() }),
  rotated: of<Rotated>()(z.strictObject({ secrets: z.number().int(), key: textOrNull })),
  doctor: of<DoctorDocument>()(
    z.strictObject({
      schema: z.literal('broadsheet/doctor@1'),
      as_of: instantOrNull,
      ok: z.boolean(),
      checks: z.array(
        z.strictObject({
          name: z.string(),
          result: z.enum(['ok', 'note', 'problem']),
          message: z.string(),
          remedy: z.string(),
        }),
      ),
    }),
  ),
  confirmed: of<Confirmed>()(
    z.strictObject({
      instance_id: z.string(),
      restored_at: instant,
      unconfirmed: z.number().int(),
    }),
  ),
  smokeTest: of<SmokeTestPreview>()(
    z.strictObject({
      account: z.string(),
      connector: z.string(),
      network: z.string(),
      place: z.string(),
      title: textOrNull,
      text: z.string(),
      mark: z.string(),
      removable: z.boolean(),
      look_up: z.boolean(),
      looks_for_ms: z.number().int().describe('For how long a look-up is worth repeating.'),
      cost: z.number().nullable().describe('In US dollars.'),
    }),
  ),
  smokeTestStep: of<SmokeTestStep>()(z.strictObject(step)),
  smokeTestLook: of<SmokeTestLook>()(z.strictObject({ ...step, again: z.boolean() })),
  key: of<ListedKey>()(z.strictObject(key)),
  createdKey: of<CreatedKey>()(
    z.strictObject({ ...key, key: z.string().describe('Shown this once.') }),
  ),
  keys: of<KeysDocument>()(
    z.strictObject({
      schema: z.literal('broadsheet/keys@1'),
      keys: z.array(z.strictObject(key)),
    }),
  ),
  event: of<DeliveryEvent>()(
    z.strictObject({
      at: instant,
      who: z.string(),
      event: z.string(),
      from: z.string(),
      to: z.string(),
      why: z.string(),
      commit: textOrNull,
      delivery: z.string(),
      week_id: z.string(),
      post_id: z.string(),
      platform: z.string(),
      target: z.string(),
    }),
  ),
};
