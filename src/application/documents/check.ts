import { z } from 'zod';
import { diagnostic, type Immutable, whole } from './parts.ts';

const summary = { rows: whole, errors: whole, warnings: whole };

export const checkDocument = z.object({
  schema: z.literal('broadsheet/check@1'),
  ok: z.boolean().describe('There is no error; there may be warnings.'),
  summary: z.object(summary),
  sheets: z.array(z.object({ file: z.string(), ...summary })),
  diagnostics: z.array(diagnostic).describe('Sheet by sheet, each in the order of its file.'),
});

/** What `check --json` prints. */
export type CheckDocument = Immutable<z.infer<typeof checkDocument>>;
