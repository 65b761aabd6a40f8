import type { Context } from 'hono';
import type { Result } from '../domain/result.ts';
import { problemResponse } from './problem.ts';

/** What a use case came to, as JSON. */
export function answer<Value extends object>(context: Context, result: Result<Value>): Response {
  return result.ok ? context.json(result.value) : problemResponse(context, result.error);
}
