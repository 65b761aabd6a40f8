import { openMailSink } from '../../src/compose.ts';

export type MailSink = Awaited<ReturnType<typeof openMailSink>>;

/** Lets `work` happen beside a mail server on loopback that keeps what it gets. */
export async function mailSink(work: (sink: MailSink) => Promise<void>): Promise<void> {
  const sink = await openMailSink();
  try {
    await work(sink);
  } finally {
    await sink.close();
  }
}
