import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextSteps } from './next-steps.ts';

const first = (cwd: string, environment: NodeJS.ProcessEnv, directory = '/people/dana/week') =>
  nextSteps(directory, cwd, environment)[0];

/** As npm sets it for a script of this package. */
const clone = { npm_lifecycle_event: 'demo', npm_package_name: 'broadsheet' };

describe('the commands to try after a demo', () => {
  it('are by name where Broadsheet is installed', () => {
    assert.deepEqual(nextSteps('/people/dana/week', '/people/dana', {}), [
      'broadsheet status --config week/broadsheet.yaml --data week/data',
      'broadsheet check week/marketing/docs/gtm/week-1-social-publishing-sheet.csv',
      'broadsheet init',
    ]);
  });

  it('are scripts of npm in a clone, from where the caller stands', () => {
    assert.equal(
      first('/people/dana', { ...clone, INIT_CWD: '/people/dana/docs' }),
      'npm run -s broadsheet -- status --config ../week/broadsheet.yaml --data ../week/data',
    );
  });

  it('are by name in a script of another package, and by npx where npx ran it', () => {
    const other = {
      npm_lifecycle_event: 'rehearse',
      npm_package_name: 'acme',
      INIT_CWD: '/people',
    };
    assert.match(first('/people/dana', other) ?? '', /^broadsheet status --config dana\/week\//);
    const npx = { npm_lifecycle_event: 'npx', npm_package_name: 'broadsheet' };
    assert.match(first('/people/dana', npx) ?? '', /^npx broadsheet status /);
  });

  it('quote what a shell would take apart or for an option', () => {
    const quoted = (directory: string) =>
      first('/people/dana', {}, directory)?.split(' --data ')[0];
    assert.equal(
      quoted("/people/dana/Dana's week"),
      "broadsheet status --config 'Dana'\\''s week/broadsheet.yaml'",
    );
    assert.equal(quoted('/people/dana'), 'broadsheet status --config broadsheet.yaml');
    assert.equal(
      quoted('/people/dana/-week'),
      'broadsheet status --config ./-week/broadsheet.yaml',
    );
  });
});
