import type { Problem } from '../domain/result.ts';
import type { Services } from './services.ts';

/** A problem in a network's words, without the secrets that it may quote. */
export const redacted = (services: Services, error: Problem): Problem => ({
  code: error.code,
  message: services.redact(error.message),
  remedy: services.redact(error.remedy),
});
