import { z } from 'zod';
import { networks } from '../../domain/account.ts';
import { diagnostic, type Immutable, instant, problem, textOrNull, whole } from './parts.ts';
import { statusDocument } from './status.ts';

export const problemDocument = problem.extend({
  schema: z.literal('broadsheet/problem@1'),
  diagnostics: z.array(diagnostic),
});

/** What `--json` prints in the place of the document that was asked for. */
export type ProblemDocument = Immutable<z.infer<typeof problemDocument>>;

export const initDocument = z.object({
  schema: z.literal('broadsheet/init@1'),
  config: z.string().describe('The configuration that was written.'),
  json_schema: z.string().describe('The JSON Schema beside it, for editors.'),
});

export const migrateDocument = z.object({
  schema: z.literal('broadsheet/migrate@1'),
  migrated: z.array(z.string()).describe('The migrations that ran.'),
});

export const serveDocument = z.object({
  schema: z.literal('broadsheet/serve@1'),
  url: z.string(),
  pid: whole,
});

export const workerDocument = z.object({ schema: z.literal('broadsheet/worker@1'), pid: whole });

const sandboxPost = z.object({
  account: z.string(),
  network: z.enum(networks),
  weekId: z.string(),
  postId: z.string(),
  part: whole,
  title: textOrNull,
  text: z.string(),
  locale: z.string(),
  publishedAt: instant,
  remoteId: z.string(),
});

export const demoDocument = z.object({
  schema: z.literal('broadsheet/demo@1'),
  status: statusDocument,
  posts: z.array(sandboxPost).describe('What the sandboxes made public.'),
  mails: z
    .array(
      z.object({
        from: z.string(),
        to: z.array(z.string()),
        subject: z.string(),
        text: z.string(),
        messageId: z.string(),
      }),
    )
    .describe('What the mail server of the demo was sent.'),
});

export const publicationDocument = z.object({
  schema: z.literal('broadsheet/publication@1'),
  delivery_id: z.string(),
  week_id: z.string(),
  post_id: z.string(),
  part: z.int().min(1).describe('Of a thread; else 1.'),
  parts: z.int().min(1),
  text: z.string(),
  title: textOrNull,
  link: z.string(),
  locale: z.string(),
  reply_to: textOrNull.describe('The id of the part before it.'),
  attempt: z.int().min(1),
});

/** What the connector `webhook` sends. A further field is no new version; another meaning of one is. */
export type PublicationDocument = Immutable<z.infer<typeof publicationDocument>>;
