import { limitsOf } from '../domain/network-limits.ts';
import type { Owner } from '../domain/outcome.ts';
import { addMilliseconds } from '../domain/time.ts';
import { type AskedLimit, askLimits, askOwners, toldOf } from './ask-owners.ts';
import { note, ok, problem } from './doctor-check.ts';
import { notificationChecks } from './doctor-notifications.ts';
import type { DoctorCheck, DoctorDocument } from './documents/doctor.ts';
import { type Standing, standing } from './identity.ts';
import type { Health } from './ports/health.ts';
import type { SmokeTest } from './ports/smoke-tests.ts';
import type { AccountState, Instance } from './ports/store.ts';
import type { Services } from './services.ts';

export type { DoctorCheck, DoctorDocument } from './documents/doctor.ts';

interface ToldOwner {
  readonly kind: Owner['kind'];
  readonly ofAccount: DoctorDocument['owners'][number];
}

/** A worker takes what is due within a second; what waits for so long has nobody who takes it. */
const overdueAfter = 5 * 60_000;

/** A test post that nobody removed by then stands there for all to see, and is no news any more. */
const rememberedFor = 7 * 24 * 60 * 60_000;

/**
 * Looks at all that keeps an installation from publishing, and at whose words would go out; changes
 * nothing of it. A copy of the database asks no network: it would take renewed tokens from the original.
 */
export async function doctor(services: Services): Promise<DoctorDocument> {
  const asOf = services.clock.now();
  const { checks, isCopy } = await examine(services, asOf);
  const [asked, limits] = isCopy
    ? [[], []]
    : await Promise.all([askOwners(services), askLimits(services)]);
  const told = asked.map(({ account, owner }) => ({
    kind: owner.kind,
    ofAccount: { account: account.key, ...toldOf(services, owner) },
  }));
  const owners = told.map(({ ofAccount }) => ofAccount);
  return doctorDocument(
    asOf,
    [...checks, ...told.map(ownerCheck), ...limits.map(limitCheck)],
    owners,
  );
}

function examine(services: Services, now: string) {
  return services.store.transaction(async (transaction) => {
    const before = addMilliseconds(now, -overdueAfter);
    const lately = addMilliseconds(now, -rememberedFor);
    const health = await transaction.health.read(services.realNow(), before);
    const instance = await transaction.instance.read();
    const accounts = await transaction.accounts.list();
    const found = await standing(transaction, services);
    const checks: readonly DoctorCheck[] = [
      ...databaseChecks(health),
      identityCheck(found),
      secretsCheck(await transaction.secrets.count(), await services.vault.whereabouts()),
      keyCheck(found),
      ...untoldCheck(found),
      clockCheck(services, instance),
      pauseCheck(instance),
      accountsCheck(accounts),
      ...deliveryChecks(health),
      ...(await notificationChecks(transaction, services, lately)),
      ...smokeTestChecks(await transaction.smokeTests.leftBehind(lately, services.realNow())),
    ];
    return { checks, isCopy: found.verdict.kind === 'copy' };
  });
}

export const doctorDocument = (
  asOf: string | null,
  checks: readonly DoctorCheck[],
  owners: DoctorDocument['owners'] = [],
): DoctorDocument => ({
  schema: 'broadsheet/doctor@1',
  as_of: asOf,
  ok: checks.every((one) => one.result !== 'problem'),
  checks,
  owners,
});

function databaseChecks({
  serverVersion,
  schemaVersion,
  unsafeSettings,
}: Health): readonly DoctorCheck[] {
  const off = unsafeSettings.join(' and ');
  return [
    ok('database', `PostgreSQL ${serverVersion} answers.`),
    ok('schema', `It is up to date (${schemaVersion}).`),
    off === ''
      ? ok('durability', 'What is committed is on the disk.')
      : problem(
          'durability',
          `${off} is off: a crash of the server can lose an attempt whose request has left.`,
          'Turn it on in the settings of PostgreSQL.',
        ),
  ];
}

function identityCheck({ verdict, problem: refusal, record }: Standing): DoctorCheck {
  if (verdict.kind === 'copy' && refusal)
    return problem('identity', refusal.message, refusal.remedy);
  const { remembered, restoredAt, restoredBy } = record;
  const restored = restoredAt
    ? `; confirmed after a restore by ${restoredBy} at ${restoredAt}`
    : '';
  const what =
    verdict.kind === 'own' ? 'This is the database that it says it is' : 'Nobody works in it yet';
  return ok('identity', `${what} (${remembered?.instanceId ?? 'new'}${restored}).`);
}

/** That the key opens them was seen when the installation was opened. */
const secretsCheck = (stored: number, key: string | null): DoctorCheck =>
  stored === 0
    ? ok('secrets', 'The database holds no secrets.')
    : note(
        'secrets',
        `The secrets of the database are sealed; their key is in ${key}.`,
        'Keep a copy of the key in another place than the backups of the database.',
      );

function keyCheck({ evidence: { key, embedded, remembered } }: Standing): DoctorCheck {
  if (key === null)
    return embedded && remembered
      ? problem('key-file', 'There is no key beside the database.', 'See `identity`.')
      : note('key-file', 'This data directory has no key yet; a worker that joins writes it.');
  const seen =
    key.lastChange === null ? 'has seen nothing yet' : `has seen change ${key.lastChange}`;
  return key.instanceId === remembered?.instanceId
    ? ok('key-file', `The key of this data directory is for this database, and ${seen}.`)
    : note('key-file', `The key of this data directory is for another database.`);
}

function untoldCheck({ record: { untold } }: Standing): readonly DoctorCheck[] {
  if (untold.length === 0) return [];
  const text = `Not all that tells a copy can be read here: ${untold.join('; ')}.`;
  return [
    note('identity-untold', text, 'Let this role execute pg_control_system(), or mind the clones.'),
  ];
}

function clockCheck({ clock }: Services, { clockKind }: Instance): DoctorCheck {
  if (clockKind === null) return ok('clock', 'No run has chosen real or virtual time yet.');
  return clockKind === 'real'
    ? ok('clock', 'The database lives in real time.')
    : note('clock', `The database lives in virtual time, as a rehearsal: it is ${clock.now()}.`);
}

const pauseCheck = ({ pausedAt, pausedBy }: Instance): DoctorCheck =>
  pausedAt === null
    ? ok('publishing', 'Publications are not paused.')
    : problem(
        'publishing',
        `Every publication is paused by ${pausedBy} since ${pausedAt}.`,
        'Let them go again with `broadsheet resume --all`.',
      );

function accountsCheck(accounts: readonly AccountState[]): DoctorCheck {
  const paused = accounts.filter((one) => one.pausedAt !== null);
  if (paused.length === 0) return ok('accounts', 'No account is paused.');
  const list = paused.map((one) => `${one.account} (${one.pausedReason})`).join(', ');
  return problem(
    'accounts',
    `${paused.length === 1 ? 'An account is' : `${paused.length} accounts are`} paused: ${list}.`,
    'Mend the cause, then run `broadsheet accounts resume`.',
  );
}

function deliveryChecks({
  staleAttempts,
  overdueDeliveries,
  unconfirmedDeliveries,
}: Health): readonly DoctorCheck[] {
  const start = 'Start a worker: `broadsheet serve`, or `broadsheet worker`.';
  return [
    staleAttempts === 0
      ? ok('attempts', 'No attempt has lost its worker.')
      : problem('attempts', `Attempts that have lost their worker: ${staleAttempts}.`, start),
    overdueDeliveries === 0
      ? ok('deliveries', 'No delivery is overdue.')
      : problem(
          'deliveries',
          `Deliveries that are due and wait: ${overdueDeliveries}.`,
          `${start} Where one runs, \`broadsheet status\` says why each waits.`,
        ),
    unconfirmedDeliveries === 0
      ? ok('unconfirmed', 'No delivery is unconfirmed.')
      : note(
          'unconfirmed',
          `Deliveries that may be public and are looked for: ${unconfirmedDeliveries}.`,
          '`broadsheet status` says which need a person.',
        ),
  ];
}

const smokeTestChecks = (tests: readonly SmokeTest[]): readonly DoctorCheck[] =>
  tests.map(({ key, place, startedAt, mark, remoteUrl }) =>
    note(
      'smoke-test',
      `The test post to ${key} of ${startedAt} may be public still.`,
      `Look at ${remoteUrl ?? place} for the mark ${mark}, and remove it by hand if it is there.`,
    ),
  );

/** That it was not told keeps nothing from going out. */
function ownerCheck({ kind, ofAccount }: ToldOwner): DoctorCheck {
  const { account, posts_as, problem: found } = ofAccount;
  if (found === null) return ok(account, `Posts as "${posts_as}".`);
  const say = kind === 'unclear' ? note : problem;
  return say(account, found.message.replace(/\.?$/, '.'), found.remedy);
}

/** What a server sets below what is counted with refuses posts that passed the checks. */
function limitCheck({ account, limit }: AskedLimit): DoctorCheck {
  const { key } = account;
  const { text } = limitsOf(account);
  if (text === limit) return ok(key, `Its server takes ${limit} characters, as the checks do.`);
  const message = `Its server takes ${limit} characters; the checks take ${text ?? 'any number'}.`;
  const say = text !== null && limit > text ? note : problem;
  return say(key, message, `Set \`max_characters: ${limit}\` of the account.`);
}
