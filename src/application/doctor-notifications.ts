import { addMilliseconds } from '../domain/time.ts';
import { note, ok, problem } from './doctor-check.ts';
import type { DoctorCheck } from './documents/doctor.ts';
import type { ChannelHealth, StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';

/** Somebody sends what is due within seconds; what waits for so long does not get through. */
const waitsFor = 10 * 60_000;

/** Whether people get what they are to be told. @param since what was given up before is no news */
export async function notificationChecks(
  { notices }: StoreTransaction,
  services: Services,
  since: string,
): Promise<readonly DoctorCheck[]> {
  const names = services.channels.map((one) => one.name);
  if (names.length === 0)
    return [note('notifications', 'Nobody is told anything.', 'Name a channel under `notify`.')];
  const late = addMilliseconds(services.clock.now(), -waitsFor);
  const troubles = (await notices.health(since)).flatMap((one) => troublesOf(one, names, late));
  return troubles.length > 0
    ? troubles
    : [ok('notifications', `What people are told gets through (${names.join(', ')}).`)];
}

function troublesOf(
  { channel, waiting, oldest, givenUp, error }: ChannelHealth,
  names: readonly string[],
  late: string,
): readonly DoctorCheck[] {
  const found: DoctorCheck[] = [];
  const why = error ? ` ${error.message}` : '';
  const look = `Look at ${channel} under \`notify\` in the configuration.`;
  if (givenUp > 0)
    found.push(
      problem(
        'notifications',
        `Messages to ${channel} that were given up after a day of tries: ${givenUp}.${why}`,
        `${look} What they told is in \`broadsheet status\`.`,
      ),
    );
  if (waiting > 0 && !names.includes(channel))
    found.push(
      note(
        'notifications',
        `Messages wait for ${channel}, which the configuration does not have: ${waiting}.`,
        'Name it again, and they go out.',
      ),
    );
  else if (waiting > 0 && oldest !== null && oldest < late)
    found.push(
      problem(
        'notifications',
        `Messages to ${channel} that wait since ${oldest}: ${waiting}.${why}`,
        `${look} They are tried again by themselves, for a day.`,
      ),
    );
  return found;
}
