import pg from 'pg';
import type { Connection } from './database.ts';

/** The channel of PostgreSQL's NOTIFY on which workers are told that something is due. */
export const wakeChannel = 'broadsheet_wake';

const reconnectAfter = 1000;

/**
 * Calls the listener whenever somebody commits something that is due at once. A call that is lost,
 * while the connection is away, costs a worker its usual pause and nothing else.
 *
 * @returns stops listening
 */
export function listenForWakes(connection: Connection, listener: () => void): () => Promise<void> {
  let closed = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  const again = () => {
    client = null;
    if (!closed) timer = setTimeout(() => void open(), reconnectAfter);
  };
  const open = async () => {
    const mine = new pg.Client({ ...connection, application_name: `broadsheet ${process.pid}` });
    client = mine;
    mine.on('notification', () => listener());
    mine.on('error', () => {});
    mine.once('end', again);
    try {
      await mine.connect();
      await mine.query(`LISTEN ${wakeChannel}`);
      listener();
    } catch {
      await mine.end().catch(() => {});
    }
  };
  void open();
  return async () => {
    closed = true;
    clearTimeout(timer);
    await client?.end().catch(() => {});
  };
}
