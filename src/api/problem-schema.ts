import { z } from 'zod';
import { diagnostic } from '../application/documents/parts.ts';

/** An error: RFC 9457, with our code and what to do. */
export const problemSchema = z.object({
  type: z.string().describe('urn:broadsheet:problem: and the code.'),
  title: z.string().describe('What is wrong.'),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().describe('What to do about it.'),
  docs: z.string().describe('Where the code is explained.'),
  diagnostics: z.array(diagnostic),
});
