import type { z } from 'zod';
import {
  accountsDocument,
  connectedDocument,
  publishingDocument,
  rotateKeyDocument,
} from './accounts.ts';
import { checkDocument } from './check.ts';
import { doctorDocument, restoredDocument, smokeTestDocument } from './doctor.ts';
import { keyDocument, keysDocument } from './keys.ts';
import { deliveriesDocument, postsDocument, runsDocument } from './lists.ts';
import { approvalDocument, orderDocument, rerunDocument } from './orders.ts';
import { planDocument } from './plan.ts';
import {
  demoDocument,
  initDocument,
  migrateDocument,
  problemDocument,
  publicationDocument,
  serveDocument,
  workerDocument,
} from './program.ts';
import { runDocument } from './run.ts';
import { statusDocument } from './status.ts';

/**
 * Every document that others may build on, by the name in its `schema`: `plan` is
 * `broadsheet/plan@1`. The types of the documents are those of these schemas.
 */
export const documents = {
  accounts: accountsDocument,
  approval: approvalDocument,
  check: checkDocument,
  connected: connectedDocument,
  deliveries: deliveriesDocument,
  demo: demoDocument,
  doctor: doctorDocument,
  init: initDocument,
  key: keyDocument,
  keys: keysDocument,
  migrate: migrateDocument,
  order: orderDocument,
  plan: planDocument,
  posts: postsDocument,
  problem: problemDocument,
  publication: publicationDocument,
  publishing: publishingDocument,
  rerun: rerunDocument,
  restored: restoredDocument,
  'rotate-key': rotateKeyDocument,
  run: runDocument,
  runs: runsDocument,
  serve: serveDocument,
  'smoke-test': smokeTestDocument,
  status: statusDocument,
  worker: workerDocument,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type DocumentName = keyof typeof documents;
