import { z } from 'zod';
import { diagnostic, type Immutable } from './parts.ts';
import { planDocument } from './plan.ts';
import { run, statusDocument } from './status.ts';

const { trigger: _, error: __, ...shown } = run;

const carriedOut = z.object({
  schema: z.literal('broadsheet/run@1'),
  run: z.object(shown),
  plan: planDocument.nullable(),
  diagnostics: z.array(diagnostic).describe('What the checks found: errors of rows, and warnings.'),
});

export const runDocument = carriedOut.extend({
  status: statusDocument.optional().describe('How the week stands after it.'),
});

/** A run as the API shows it; `run-week --json` adds how the week stands. */
export type RunDocument = Immutable<z.infer<typeof carriedOut>>;
