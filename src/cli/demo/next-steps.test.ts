import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextSteps } from './next-steps.ts';

const first = (cwd: string, environment: NodeJS.ProcessEnv, directory = '/home/dana/week') =>
  nextSteps(directory, cwd, environment)[0];

/** As npm sets it for a script of this package. */
const clone = { npm_lifecycle_event: 'demo', npm_package_name: 'broadsheet' };

describe('the commands to try after a demo', () => {
  it('are by name where Broadsheet is installed', () => {
    assert.deepEqual(nextSteps('/home/dana/week', '/home/dana', {}), [
      'broadsheet status --config week/broadsheet.yaml --data week/data',
      'broadsheet check week/marketing/docs/gtm/week-1-social-publishing-sheet.csv',
      'broadsheet init',
    ]);
  });

  it('are scripts of npm in a clone, from where the caller stands', () => {
    assert.equal(
      first('/home/dana', { ...clone, INIT_CWD: '/home/dana/docs' }),
      'npm run -s broadsheet -- status --config ../week/broadsheet.yaml --data ../week/data',
    );
  });

  it('are by name in a script of another package, and by npx where npx ran it', () => {
    const other = { npm_lifecycle_event: 'rehearse', npm_package_name: 'acme', INIT_CWD: '/home' };
    assert.match(first('/home/dana', other) ?? '', /^broadsheet status --config dana\/week\//);
    const npx = { npm_lifecycle_event: 'npx', npm_package_name: 'broadsheet' };
    assert.match(first('/home/dana', npx) ?? '', /^npx broadsheet status /);
  });

  it('quote what a shell would take apart or for an option', () => {
    const quoted = (directory: string) => first('/home/dana', {}, directory)?.split(' --data ')[0];
    assert.equal(
      quoted("/home/dana/Dana's week"),
      "broadsheet status --config 'Dana'\\''s week/broadsheet.yaml'",
    );
    assert.equal(quoted('/home/dana'), 'broadsheet status --config broadsheet.yaml');
    assert.equal(quoted('/home/dana/-week'), 'broadsheet status --config ./-week/broadsheet.yaml');
  });
});
