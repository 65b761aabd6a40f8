import { createInterface } from 'node:readline/promises';

/** Whether a person can be asked. */
export const canAsk = (): boolean => Boolean(process.stdin.isTTY && process.stderr.isTTY);

/** Where the question is put, and where the answer comes from. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Asks for a yes. Anything else is a no, also Ctrl-C, Ctrl-D and a terminal that goes away. */
export async function ask(
  question: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  const lines = createInterface({ input, output, terminal: true });
  const gone = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  // readline gives Ctrl-C and Ctrl-D as an error.
  const given = lines.question(`${question} [y/N] `).catch(() => '');
  try {
    const answer = await Promise.race([given, gone]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
