import { z } from 'zod';
import { diagnostic, type Immutable, silenced, whole } from './parts.ts';

const summary = {
  rows: whole.describe('Of a sheet; in the mails of a week, the mails.'),
  errors: whole,
  warnings: whole,
  silenced: whole,
};

export const checkDocument = z.object({
  schema: z.literal('broadsheet/check@1'),
  ok: z.boolean().describe('There is no error; there may be warnings.'),
  summary: z.object(summary),
  sheets: z.array(z.object({ file: z.string(), what: z.enum(['row', 'mail']), ...summary })),
  diagnostics: z.array(diagnostic).describe('Sheet by sheet, each in the order of its file.'),
  silenced: z.array(silenced).describe('What a person lets pass, each with the reason.'),
});

/** What `check --json` prints. */
export type CheckDocument = Immutable<z.infer<typeof checkDocument>>;
