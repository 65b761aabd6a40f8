import type { ExitCode } from '../exit.ts';
export async function demo(_: {
  readonly data: string;
  readonly json?: boolean;
}): Promise<ExitCode> {
  return 2;
}
