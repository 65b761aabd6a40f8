import type { z } from 'zod';
import { startNetwork } from '../network/start.ts';
import { type Recorded, recorderBefore } from '../support/recorder.ts';
import { watchedWire } from '../support/wire.ts';
import type { Vendor } from './scene.ts';
import { publication } from './subject.ts';

/**
 * What a connector and its dialect say to each other, to be held against the vendor's description.
 * Where there are look-ups, one ends it.
 *
 * @param faults one for each publication, in turn
 */
export async function spoken<Settings extends z.ZodType>(
  { connector, key, token, account, settings }: Vendor<Settings>,
  faults: readonly string[],
  what = publication,
): Promise<readonly Recorded[]> {
  await using network = await startNetwork({ token });
  await using recorder = await recorderBefore(network.url);
  const chosen = connector.settings.parse(settings(recorder.url, account(1)));
  const bound = connector.bind(key, chosen, { dataDirectory: '/nonexistent' });
  for (const fault of faults) {
    await network.script({ fault });
    await bound.publish(what, watchedWire());
  }
  await bound.confirm?.(what, AbortSignal.timeout(20_000));
  return recorder.exchanges;
}
