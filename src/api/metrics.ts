import { Gauge, Registry } from 'prom-client';
import type { measure } from '../application/measure.ts';

type Measured = Awaited<ReturnType<typeof measure>>;

/** From the tables at every scrape: whichever process is asked, it tells of all of them. */
export function gaugesOf(measured: Measured): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, labels: readonly string[] = []) =>
    new Gauge({ name: `broadsheet_${name}`, help, labelNames: [...labels], registers: [registry] });
  const single = (name: string, help: string, value: number | null) => {
    const one = gauge(name, help);
    if (value === null) registry.removeSingleMetric(`broadsheet_${name}`);
    else one.set(value);
  };
  single(
    'oldest_overdue_seconds',
    'How long the delivery waits that could have left first; 0: none does.',
    measured.oldestOverdue ?? 0,
  );
  single('last_import_age_seconds', 'Since a sheet was imported.', measured.lastImport);
  single(
    'token_days',
    'Until the first token ends that renews itself no more.',
    measured.firstTokenEnd,
  );
  single('paused_accounts', 'Accounts that are paused.', measured.pausedAccounts);
  const deliveries = gauge(
    'deliveries',
    'Deliveries by state, without those that are posted or cancelled.',
    ['state'],
  );
  for (const { state, count } of measured.deliveries) deliveries.set({ state }, count);
  const outcomes = gauge('attempts_last_hour', 'Attempts that ended within the last hour.', [
    'connector',
    'outcome',
  ]);
  for (const { connector, outcome, count } of measured.outcomes)
    outcomes.set({ connector, outcome }, count);
  const latency = gauge(
    'publish_latency_seconds',
    'From when a post was due until its network had it, of the last hour.',
    ['quantile'],
  );
  const { median, p99 } = measured.latency;
  if (median !== null) latency.set({ quantile: '0.5' }, median);
  if (p99 !== null) latency.set({ quantile: '0.99' }, p99);
  channelGauges(measured, gauge);
  return registry;
}

function channelGauges(
  { channels }: Measured,
  gauge: (name: string, help: string, labels: readonly string[]) => Gauge,
): void {
  const lag = gauge('outbox_lag_seconds', 'Age of the oldest message that waits.', ['channel']);
  const waiting = gauge('outbox_waiting', 'Messages that wait.', ['channel']);
  const givenUp = gauge('outbox_given_up', 'Messages given up within a week.', ['channel']);
  for (const { channel, ...one } of channels) {
    lag.set({ channel }, one.lag);
    waiting.set({ channel }, one.waiting);
    givenUp.set({ channel }, one.givenUp);
  }
}
