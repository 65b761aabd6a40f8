import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { elapsed, pause, realClock, realNow, virtualClock } from './adapters/clock/clocks.ts';
import { withDatabaseUrl } from './adapters/config/database-url.ts';
import { passwordsIn } from './adapters/config/document.ts';
import { readConfiguration } from './adapters/config/read-configuration.ts';
import { redaction } from './adapters/config/redaction.ts';
import { makeDataDirectory } from './adapters/data-directory/data-directory.ts';
import { failpoints } from './adapters/failpoints/failpoints.ts';
import { gitSource } from './adapters/git/git-source.ts';
import { keyFile } from './adapters/key-file/key-file.ts';
import { type LogTarget, openLog } from './adapters/log/open-log.ts';
import { bindChannels } from './adapters/notify/channels.ts';
import type { MailSink } from './adapters/notify/sink.ts';
import { oauth } from './adapters/oauth/on-demand.ts';
import { vault } from './adapters/secrets/vault.ts';
import { defaultLimits } from './adapters/sheet/limits.ts';
import { surveySheet } from './adapters/sheet/read-sheet.ts';
import { sheetReader } from './adapters/sheet/sheet-reader.ts';
import { type ClockWish, chooseClock } from './application/choose-clock.ts';
import { adopt } from './application/identity.ts';
import { notConnected } from './application/not-connected.ts';
import type { Account } from './application/ports/account.ts';
import type { Clock, VirtualClock } from './application/ports/clock.ts';
import type { TokenAccess } from './application/ports/oauth.ts';
import type { SandboxPost } from './application/ports/world.ts';
import { secretsKeyProblem } from './application/secrets.ts';
import { type Limits, productLimits, type Services } from './application/services.ts';
import { accessToken } from './application/tokens.ts';
import type { Connector } from './connectors/connector.ts';
import { bindAccounts, registry } from './connectors/registry.ts';
import { readSandbox } from './connectors/sandbox-store.ts';
import type { Configuration } from './domain/configuration.ts';
import type { Diagnostic } from './domain/diagnostic.ts';
import { failure, type Problem, type Result, success } from './domain/result.ts';

export { realNow } from './adapters/clock/clocks.ts';
export { initialConfiguration } from './adapters/config/initial-configuration.ts';
export { makeDataDirectory } from './adapters/data-directory/data-directory.ts';
export {
  commitOf,
  type LocalCommit,
  mergeBase,
  openCommit,
} from './adapters/git/local-commit.ts';
export { sheetReader } from './adapters/sheet/sheet-reader.ts';
export { linkVisitor } from './connectors/http/visit.ts';
// What the command line needs of the adapters beside an open house.
export { surveySheet };

export interface OpenOptions {
  /** Path of the configuration. */
  readonly config: string;
  /** Path of the data directory; null: `.broadsheet` beside the configuration. */
  readonly data: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: ClockWish;
  /** Aborted when this process is to end; never where it is left out. */
  readonly stopping?: AbortSignal;
  readonly limits?: Limits;
  /** Where the log goes; left out: nowhere. */
  readonly log?: LogTarget;
  /** Opens also where the secrets of the database can't be read: to forget them. */
  readonly withoutSecrets?: boolean;
  /** Connectors beside those of the registry. */
  readonly connectors?: readonly Connector[];
}

export type OpenProblem = Problem & { readonly diagnostics: readonly Diagnostic[] };

/** Everything put together, ready to work. */
export interface House {
  readonly services: Services;
  readonly dataDirectory: string;
  /** The clock to move, where the database lives in virtual time. */
  readonly virtualClock: VirtualClock | null;
  readonly migrated: readonly string[];
  close(): Promise<void>;
}

export interface LoadedConfiguration {
  readonly configuration: Configuration;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly dataDirectory: string;
  redact(text: string): string;
  /** As in {@link Services}. */
  conceal(owner: string, secrets: readonly string[]): void;
  /** Where accounts find their tokens; filled in when there is a store. */
  readonly access: { token: (account: string) => Promise<TokenAccess> };
}

/** Keys of secrets are secrets. */
const keyVariables = ['BROADSHEET_KEY', 'BROADSHEET_KEY_OLD'];

const without = (problem: Problem): OpenProblem => ({ ...problem, diagnostics: [] });

/** Reads the configuration and binds its accounts; opens nothing. */
export function loadConfiguration(
  options: Pick<OpenOptions, 'config' | 'data' | 'environment' | 'connectors'>,
): Result<LoadedConfiguration, OpenProblem> {
  const path = resolve(options.config);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return failure(
      without({
        code: 'configuration-absent',
        message: `There is no configuration at ${options.config}.`,
        remedy: 'Make one with `broadsheet init`, or name it with --config.',
      }),
    );
  }
  const connectors = registry(options.connectors);
  const read = readConfiguration({
    path: options.config,
    text,
    environment: options.environment,
    connectors,
    readSecretFile: (file) => readOrNothing(resolve(dirname(path), file)),
  });
  if (!read.ok)
    return failure({
      code: 'configuration-invalid',
      message: `${options.config} has ${read.error.length} ${read.error.length === 1 ? 'mistake' : 'mistakes'}.`,
      remedy: 'Mend what is listed; nothing was done.',
      diagnostics: read.error,
    });
  const { configuration } = read.value;
  const secrets = [
    ...read.value.secrets,
    ...passwordsIn(options.environment.DATABASE_URL ?? ''),
    ...keyVariables.flatMap((name) => options.environment[name] ?? []),
  ];
  const dataDirectory = resolve(options.data ?? join(dirname(path), '.broadsheet'));
  const access: LoadedConfiguration['access'] = { token: async (account) => notConnected(account) };
  return success({
    configuration,
    accounts: bindAccounts(configuration.accounts, connectors, {
      dataDirectory,
      accessToken: (account) => access.token(account),
    }),
    dataDirectory,
    ...redaction(secrets),
    access,
  });
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Puts the house together: configuration, database, clock, source and accounts. */
export async function openHouse(options: OpenOptions): Promise<Result<House, OpenProblem>> {
  const around = withDatabaseUrl({
    environment: options.environment,
    readSecretFile: readOrNothing,
  });
  if (!around.ok) return failure(without(around.error));
  const environment = around.value;
  const loaded = loadConfiguration({ ...options, environment });
  if (!loaded.ok) return loaded;
  const { configuration, accounts, dataDirectory, redact, conceal, access } = loaded.value;
  const unusable = await makeDataDirectory(dataDirectory);
  if (unusable) return failure(without(unusable));
  // Who only checks, or asks a server, does without what this loads.
  const { openDatabase } = await import('./adapters/postgres/open-database.ts');
  const database = await openDatabase(
    dataDirectory,
    environment.DATABASE_URL,
    options.limits ?? productLimits,
  );
  if (!database.ok) return failure(without(redacted(database.error, redact)));
  const { store, place, migrated, close } = database.value;
  const chosen = await chooseClock(store, options.clock, [...accounts.values()]);
  if (!chosen.ok) {
    await close();
    return failure(without(chosen.error));
  }
  const moved = chosen.value === null ? null : virtualClock(chosen.value);
  const clock: Clock = moved ?? realClock;
  const { repo, allow, token, allowFileProtocol } = configuration.assets;
  const services: Services = {
    configuration,
    store,
    key: keyFile(dataDirectory, place),
    vault: vault(dataDirectory, environment),
    oauth,
    clock,
    source: gitSource({
      cacheDirectory: join(dataDirectory, 'git'),
      allow: [repo, ...allow],
      allowFileProtocol,
      token,
    }),
    sheets: sheetReader,
    accounts,
    log: await openLog(options.log, configuration.log, redact),
    pulse: { at: null },
    channels: bindChannels(configuration, realNow),
    realNow,
    elapsed,
    pause,
    limits: options.limits ?? productLimits,
    stopping: options.stopping ?? new AbortController().signal,
    abandoned: new Map(),
    witnessed: new Map(),
    foreseen: new Map(),
    watched: Boolean(environment.BROADSHEET_FAILPOINTS),
    failpoint: failpoints(environment.BROADSHEET_FAILPOINTS),
    newId: () => randomBytes(6).toString('hex'),
    redact,
    conceal,
  };
  access.token = (account) => accessToken(services, account);
  const problem =
    (await adopt(services)) ?? (options.withoutSecrets ? null : await secretsKeyProblem(services));
  if (problem) {
    await close();
    return failure(without(problem));
  }
  return success({ services, dataDirectory, virtualClock: moved, migrated, close });
}

const redacted = (problem: Problem, redact: (text: string) => string): Problem => ({
  code: problem.code,
  message: redact(problem.message),
  remedy: redact(problem.remedy),
});

const putAway = () => import('./adapters/postgres/embedded/put-away.ts');

/** Stops the embedded database of a data directory. @returns false where another process uses it */
export const stopDatabase = async (dataDirectory: string): Promise<boolean> =>
  (await putAway()).stopDatabase(dataDirectory);

/** Stops it, and removes its files. @returns false where another process uses it: nothing was removed */
export const removeDatabase = async (dataDirectory: string): Promise<boolean> =>
  (await putAway()).removeDatabase(dataDirectory);

/** A mail server for the demo; what it is made of is loaded with it. */
export const openMailSink = async (): Promise<MailSink> =>
  (await import('./adapters/notify/sink.ts')).openMailSink();

/** Bytes. A larger file is no sheet. */
export const largestSheet = defaultLimits.fileBytes;

/** What the sandboxes of a data directory have made public. */
export const readWorld = (dataDirectory: string): Promise<readonly SandboxPost[]> =>
  readSandbox(dataDirectory);
