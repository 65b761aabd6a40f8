import { send } from '../../src/http/send.ts';
import { pace } from './pace.ts';

/** The same requests with the same concurrency, and no journal. */
const [url = '', total = '0', concurrency = '1'] = process.argv.slice(2);
let left = Number(total);
const wire = {
  signal: new AbortController().signal,
  watched: false,
  maySend: async () => true,
  reached: async () => {},
};
const body = JSON.stringify({ text: 'words of its own', title: null, reply_to: null, link: null });
const headers = { 'content-type': 'application/json', authorization: 'Bearer bench' };
const made = pace(Number(total));
await Promise.all(Array.from({ length: Number(concurrency) }, loop));
process.stdout.write(made.tell());

async function loop(): Promise<void> {
  while (left > 0) {
    left -= 1;
    await send({ method: 'POST', url: `${url}/accounts/a/posts`, headers, body }, wire);
    made.count(1);
  }
}
