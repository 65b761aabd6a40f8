import { z } from 'zod';
import { houseAnswers } from './house-answers.ts';
import { weekAnswers } from './week-answers.ts';

/** What routes answer with, by name. */
export const answerSchemas = {
  ...weekAnswers,
  ...houseAnswers,
  openapi: z.looseObject({ openapi: z.literal('3.1.0') }),
  page: z.string(),
} as const;
