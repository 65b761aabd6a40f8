import { z } from 'zod';
import type { Confirmed } from '../application/confirm-copy.ts';
import {
  accountsDocument,
  connectedDocument,
  rotateKeyDocument,
} from '../application/documents/accounts.ts';
import {
  doctorDocument,
  restoredDocument,
  smokeTestDocument,
} from '../application/documents/doctor.ts';
import { keyDocument, keysDocument } from '../application/documents/keys.ts';
import { deliveriesDocument, postsDocument, runsDocument } from '../application/documents/lists.ts';
import { approvalDocument, orderDocument, rerunDocument } from '../application/documents/orders.ts';
import { instant, of, textOrNull, whole } from '../application/documents/parts.ts';
import { planDocument } from '../application/documents/plan.ts';
import { runDocument } from '../application/documents/run.ts';
import { statusDocument } from '../application/documents/status.ts';
import type { DeliveryEvent } from '../application/events.ts';
import type { CreatedKey, ListedKey } from '../application/keys.ts';
import type { Authorization } from '../application/ports/oauth.ts';
import type { ReadinessDocument } from '../application/readiness.ts';
import type { Rotated } from '../application/secrets.ts';
import type { SmokeTestPreview } from '../application/smoke-test.ts';
import type { SmokeTestLook, SmokeTestStep } from '../application/smoke-test-step.ts';

const [rotated] = rotateKeyDocument.options;
const key = keyDocument.omit({ schema: true, key: true });
const told = smokeTestDocument.shape.steps.element;
// Only whoever asks for one step after the other skips one.
const step = told.extend({ result: told.shape.result.exclude(['skipped']) });

/** What routes answer with, by name: the documents of `--json`, without what the command line adds. */
export const answerSchemas = {
  status: statusDocument,
  plan: planDocument,
  runWhole: runDocument.omit({ status: true }),
  runBegun: z.object({ run: z.object({ id: z.string(), status: z.string() }) }),
  pushIgnored: z.object({ run: z.null() }),
  reports: rerunDocument.omit({ schema: true }),
  runs: runsDocument,
  posts: postsDocument,
  deliveries: deliveriesDocument,
  order: orderDocument.omit({ schema: true }),
  approval: approvalDocument.omit({ schema: true, approved: true }),
  healthy: z.looseObject({ ok: z.literal(true) }),
  readiness: of<ReadinessDocument>()(
    z.object({
      ready: z.boolean(),
      checks: z
        .object({
          database: z.string().nullable(),
          migrations: z.string().nullable(),
          secrets: z.string().nullable(),
          scheduler: z.string().nullable(),
        })
        .describe('What is not in order; null where it is.'),
    }),
  ),
  metrics: z.string(),
  accounts: accountsDocument,
  authorization: of<Authorization>()(
    z.object({ url: z.string(), state: z.string(), verifier: z.string() }),
  ),
  connected: connectedDocument.omit({ schema: true }),
  paused: z.object({ paused: z.boolean(), accounts: z.array(z.string()).optional() }),
  rotated: of<Rotated>()(rotated.omit({ schema: true })),
  doctor: doctorDocument,
  confirmed: of<Confirmed>()(restoredDocument.omit({ schema: true })),
  smokeTest: of<SmokeTestPreview>()(
    smokeTestDocument.omit({ schema: true, ok: true, steps: true }).extend({
      removable: z.boolean().describe('Whether the network takes a post back.'),
      looks_for_ms: whole.describe('For how long a look-up is worth repeating.'),
    }),
  ),
  smokeTestStep: of<SmokeTestStep>()(step),
  smokeTestLook: of<SmokeTestLook>()(step.extend({ again: z.boolean() })),
  key: of<ListedKey>()(key),
  createdKey: of<CreatedKey>()(key.extend({ key: z.string().describe('Shown this once.') })),
  keys: keysDocument,
  event: of<DeliveryEvent>()(
    z.object({
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
  openapi: z.looseObject({ openapi: z.literal('3.1.0') }),
  page: z.string(),
} as const;
