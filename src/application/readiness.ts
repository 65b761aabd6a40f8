import { StoreUnavailable } from './ports/store.ts';
import { secretsKeyProblem } from './secrets.ts';
import type { Services } from './services.ts';

/** The loop looks every few seconds; one that has not for so long does not run. */
const silence = 60_000;

export interface ReadinessDocument {
  readonly ready: boolean;
  /** Null: in order. */
  readonly checks: Readonly<
    Record<'database' | 'migrations' | 'secrets' | 'scheduler', string | null>
  >;
}

/** Whether this process can do its work now. */
export async function readiness(services: Services): Promise<ReadinessDocument> {
  const scheduler = schedulerProblem(services);
  try {
    const missing = await services.store.transaction(({ health }) => health.missingMigrations());
    const secrets = await secretsKeyProblem(services);
    return documentOf({
      database: null,
      migrations: missing.length === 0 ? null : `the database lacks ${missing.join(', ')}`,
      secrets: secrets && services.redact(secrets.message),
      scheduler,
    });
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    const unasked = 'the database can not be asked';
    return documentOf({ database: unasked, migrations: unasked, secrets: unasked, scheduler });
  }
}

const documentOf = (checks: ReadinessDocument['checks']): ReadinessDocument => ({
  ready: Object.values(checks).every((one) => one === null),
  checks,
});

function schedulerProblem({ pulse, elapsed }: Services): string | null {
  if (pulse.at === null) return 'the loop has not begun yet';
  const silent = elapsed() - pulse.at;
  return silent < silence
    ? null
    : `the loop has not looked for ${Math.round(silent / 1000)} s what is due`;
}
