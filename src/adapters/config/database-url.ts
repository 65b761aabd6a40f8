import { failure, type Result, success } from '../../domain/result.ts';
import type { Surroundings } from './document.ts';

type Environment = Surroundings['environment'];

/**
 * The same environment, with `DATABASE_URL` out of the file that `DATABASE_URL_FILE` names: who keeps
 * secrets in files keeps the password out of what every process can be asked for.
 */
export function withDatabaseUrl({
  environment,
  readSecretFile,
}: Surroundings): Result<Environment> {
  const { DATABASE_URL: url, DATABASE_URL_FILE: file } = environment;
  if (!file) return success(environment);
  if (url)
    return failure({
      code: 'database-url-twice',
      message: 'Both DATABASE_URL and DATABASE_URL_FILE are set.',
      remedy: 'Unset the one that is not meant.',
    });
  const read = readSecretFile(file)?.trim();
  if (read) return success({ ...environment, DATABASE_URL: read });
  return failure({
    code: 'database-url-missing',
    message: `The file of DATABASE_URL_FILE ${read === undefined ? "can't be read" : 'is empty'}.`,
    remedy: `Look at ${file} and its rights: it holds the address alone, such as postgres://user:password@host:5432/database.`,
  });
}
