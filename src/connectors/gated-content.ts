import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Wire } from '../application/ports/account.ts';

/** The wire said no: nothing was read. */
export class HeldBack extends Error {}

/** Lets content leave only when the wire says so. */
export interface ContentGate {
  /** Whether the first byte was handed out. */
  readonly began: boolean;
  /** Asks at its first read; errs with `HeldBack` when it may not be sent. */
  open(content: Buffer): Readable;
  /** Resolves when all of it, and what the reader put behind it, is on its way. */
  readonly written: Promise<void>;
}

/**
 * For protocols in which the content comes last: whoever sends it reads it only when nothing but
 * the write is left.
 */
export function contentGate(wire: Wire): ContentGate {
  const written = Promise.withResolvers<void>();
  // Awaited by nobody when the content never leaves.
  written.promise.catch(() => {});
  let began = false;
  async function* pieces(content: Buffer) {
    if (!(await wire.maySend()) || wire.signal.aborted) throw new HeldBack('held back');
    began = true;
    yield* wire.watched === false ? [content] : inHalves(content, wire);
  }
  return {
    get began() {
      return began;
    },
    written: written.promise,
    open(content) {
      const stream = Readable.from(pieces(content), { objectMode: false });
      stream.once('end', () => {
        // The reader hears of the end now, too, and needs a turn to put its own end behind it.
        nextTurn()
          .then(() => wire.reached('after-write'))
          .then(written.resolve, written.reject);
      });
      return stream;
    },
  };
}

/** What is asked for next means that what came before was written. */
async function* inHalves(content: Buffer, wire: Wire) {
  const half = content.length >> 1;
  yield content.subarray(0, half);
  await wire.reached('mid-write');
  yield content.subarray(half);
}
