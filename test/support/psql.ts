import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.ts';

/** For the `skip` of a test: a reason where there is no `psql`; with `REQUIRE_PSQL` it is run all the same. */
export function withoutPsql(): string | false {
  if (process.env.REQUIRE_PSQL) return false;
  try {
    execFileSync('psql', ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'needs psql (Debian: postgresql-client)';
  }
}

/** Runs a script of this repository as an operator would: it ends at the first mistake. */
export async function psql(
  url: string,
  script: string,
  variables: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  const named = Object.entries(variables).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
  const args = [url, '-X', '-q', '-v', 'ON_ERROR_STOP=1', ...named, '-f', path];
  const ran = await runCommand('psql', args, { PATH: process.env.PATH, ...environment }, '/');
  if (ran.code !== 0 || ran.stdout !== '') throw new Error(`${script}: ${ran.stdout}${ran.stderr}`);
}
