import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { circles, timeInSql, violations } from './support/architecture/rules.ts';
import { readFacts } from './support/architecture/source-facts.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Texts by path from the root of the repository. */
function read(pattern: string): Readonly<Record<string, string>> {
  const paths = globSync(pattern, { cwd: root }).map((path) => path.replaceAll('\\', '/'));
  assert.notEqual(paths.length, 0, `nothing matches ${pattern}`);
  return Object.fromEntries(
    paths.sort().map((path) => [path, readFileSync(`${root}${path}`, 'utf8')]),
  );
}

function assertNone(found: readonly string[]): void {
  assert.equal(found.length, 0, `\n${found.join('\n')}\n`);
}

const lines = (text: string) => text.split('\n').map((one, at) => ({ line: at + 1, text: one }));

describe('the architecture', () => {
  it('holds in every source', () => {
    assertNone(readFacts(read('src/**/*.ts')).flatMap(violations));
  });

  it('has no sources that import each other in a circle', () => {
    assertNone(circles(readFacts(read('src/**/*.ts'))));
  });

  it('has each test in one of the two runs', () => {
    const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
    const filesOf = (run: string) => {
      const patterns = [...String(scripts[run]).matchAll(/"([^"]*)"/g)].map(([, one]) => `${one}`);
      return globSync(patterns, { cwd: root, exclude: ['**/node_modules'] });
    };
    const run = [...filesOf('test:one-process'), ...filesOf('test:own-processes')];
    const all = globSync('{src,test,examples}/**/*.test.ts', {
      cwd: root,
      exclude: ['**/node_modules'],
    });
    assert.deepEqual(run.sort(), all.sort());
  });

  it('holds in every migration', () => {
    const migrations = Object.entries(read('migrations/*.sql'));
    assertNone(migrations.flatMap(([path, sql]) => timeInSql(path, lines(sql))));
  });
});

/** A source that breaks one rule, and what is said of it; null: it breaks none. */
const cases: readonly (readonly [path: string, text: string, said: string | null])[] = [
  ['src/domain/a.ts', "import { readFileSync } from 'node:fs';", 'imports node:fs'],
  ['src/domain/a.ts', "import { createHash } from 'node:crypto';", null],
  ['src/domain/a.ts', "import { z } from 'zod';", 'imports zod'],
  [
    'src/domain/checks/a.ts',
    "import type { Store } from '../../application/ports/store.ts';",
    'imports src/application/ports/store.ts',
  ],
  ['src/domain/a.ts', "export * from '../compose.ts';", 'imports src/compose.ts'],
  ['src/domain/a.ts', 'export const home = process.env.HOME;', 'uses process'],
  ['src/domain/a.ts', 'export const keep = (at: { process: string }) => at.process;', null],
  [
    'src/application/a.ts',
    "type Pool = import('../adapters/postgres/database.ts').Connection;",
    'imports src/adapters/postgres/database.ts',
  ],
  ['src/application/a.ts', "import pg from 'pg';", 'imports pg'],
  ['src/application/a.ts', 'export const at = (text: string) => new Date(text);', 'uses Date'],
  ['src/domain/time.ts', 'export const at = (text: string) => Date.parse(text);', null],
  ['src/application/a.ts', 'setTimeout(() => {}, 1);', 'uses setTimeout'],
  [
    'src/adapters/git/a.ts',
    "import { connect } from '../postgres/database.ts';",
    'imports src/adapters/postgres/database.ts',
  ],
  ['src/adapters/postgres/embedded/a.ts', "import { connect } from '../database.ts';", null],
  [
    'src/adapters/config/a.ts',
    "import { connectors } from '../../connectors/registry.ts';",
    'imports src/connectors/registry.ts',
  ],
  [
    'src/connectors/a.ts',
    "import { realNow } from '../adapters/clock/clocks.ts';",
    'imports src/adapters/clock/clocks.ts',
  ],
  [
    'src/cli/a.ts',
    "const { smtp } = await import('../connectors/smtp.ts');",
    'imports src/connectors/smtp.ts',
  ],
  ['src/adapters/notify/a.ts', "import { lookUp } from '../../http/send.ts';", null],
  [
    'src/http/a.ts',
    "import { quote } from '../connectors/http/classify.ts';",
    'imports src/connectors/http/classify.ts',
  ],
  ['src/cli/a.ts', 'export const load = (path: string) => import(path);', 'imports (path)'],
  ['src/cli/a.ts', "import { openHouse } from '../compose.ts';", null],
  ['src/api/a.ts', "import { openHouse } from '../compose.ts';", 'imports src/compose.ts'],
  ['src/worker/a.ts', "import { createApi } from '../api/app.ts';", 'imports src/api/app.ts'],
  ['src/compose.ts', "import { createApi } from './api/app.ts';", 'imports src/api/app.ts'],
  [
    'src/connectors/a.ts',
    "import { sharedFile } from '../../test/support/shared.ts';",
    'imports test/support/shared.ts',
  ],
  ['src/connectors/a.ts', 'export const at = Date.now();', 'reads Date.now'],
  ['src/adapters/git/a.ts', 'export const at = new Date();', 'reads new Date()'],
  ['src/cli/a.ts', 'export const at = Temporal.Now.instant();', 'reads Temporal.Now'],
  ['src/adapters/clock/a.ts', 'export const at = Temporal.Now.instant();', null],
  [
    'src/adapters/postgres/a.ts',
    'export const q = sql`SELECT 1 FROM t WHERE at < now()`;',
    'says now() in SQL',
  ],
  [
    'src/adapters/postgres/a.ts',
    "query('SELECT CURRENT_TIMESTAMP');",
    'says CURRENT_TIMESTAMP in SQL',
  ],
  ['src/tools/a.ts', 'export const one = 1;', 'is in no layer'],
  ['src/domain/a.ts', '//\n'.repeat(301), 'has 301 lines'],
  ['src/domain/a.test.ts', '//\n'.repeat(301), 'has 301 lines'],
  ['src/domain/a.test.ts', "import { readFileSync } from 'node:fs';", null],
];

const numbered = cases.map(([path, text, said], number) => ({
  path: path.replace('/a.', `/a${number}.`),
  text,
  said,
}));

describe('each rule of the architecture', () => {
  const facts = readFacts(Object.fromEntries(numbered.map(({ path, text }) => [path, text])));
  for (const { path, text, said } of numbered)
    it(`${said === null ? 'allows' : 'refuses'} in ${path}: ${text.split('\n', 1)[0]}`, () => {
      const found = facts.filter((source) => source.path === path).flatMap(violations);
      if (said === null) return assertNone(found);
      const [broken = '', ...more] = found;
      assert.deepEqual(more, []);
      assert.ok(broken.startsWith(path), broken);
      assert.equal(broken.slice(broken.indexOf(' ') + 1, broken.indexOf(': ')), said);
    });

  it('sees a circle of imports once, types too', () => {
    const sources = {
      'src/domain/a.ts': "import { b } from './b.ts';\nexport const a = b;",
      'src/domain/b.ts': "export * from './c.ts';",
      'src/domain/c.ts': "import type { a } from './a.ts';\nexport type C = typeof a;",
      'src/domain/d.ts': "import './c.ts';\nimport './b.ts';",
    };
    assert.deepEqual(circles(readFacts(sources)), [
      'src/domain/a.ts -> src/domain/b.ts -> src/domain/c.ts -> src/domain/a.ts',
    ]);
  });

  it('sees the clock of the server in a migration, and not in its comments', () => {
    const sql = 'CREATE TABLE a (\n  -- never now()\n  at timestamptz DEFAULT now()\n);';
    assert.deepEqual(timeInSql('migrations/a.sql', lines(sql)), [
      'migrations/a.sql:3 says now() in SQL: time comes from the Clock port, as text',
    ]);
  });
});
