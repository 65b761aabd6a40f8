import { join, relative } from 'node:path';
import { shellPath } from '../shell-word.ts';

/**
 * What to try after a demo, as commands that work where the caller types them.
 *
 * @param directory of the demo
 * @param cwd the folder that the process works in
 */
export function nextSteps(
  directory: string,
  cwd: string,
  environment: NodeJS.ProcessEnv,
): readonly string[] {
  const broadsheet = invocation(environment);
  // npm runs a script in the folder of its package, and says where the caller stands.
  const here = relative(environment.INIT_CWD ?? cwd, directory);
  const path = (...names: string[]) => shellPath(join(here, ...names));
  const sheet = path('marketing', 'docs', 'gtm', 'week-1-social-publishing-sheet.csv');
  return [
    `${broadsheet} status --config ${path('broadsheet.yaml')} --data ${path('data')}`,
    `${broadsheet} check ${sheet}`,
    `${broadsheet} init`,
  ];
}

/** How the caller runs Broadsheet: by a script of its own package in a clone, by npx, or by name. */
function invocation(environment: NodeJS.ProcessEnv): string {
  const { npm_lifecycle_event: event, npm_package_name: ofPackage } = environment;
  if (event === 'npx') return 'npx broadsheet';
  return event && ofPackage === 'broadsheet' ? 'npm run -s broadsheet --' : 'broadsheet';
}
