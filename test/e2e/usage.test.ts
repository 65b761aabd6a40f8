import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { program, run } from '../support/broadsheet.ts';
import { runCommand } from '../support/command.ts';

describe('the command line', { concurrency: 3 }, () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'broadsheet-usage-'));
  });
  after(async () => {
    assert.deepEqual(await readdir(folder), [], 'nothing was made by what was refused');
    await rm(folder, { recursive: true });
  });
  const cli = (...args: string[]) => run(args, { PATH: process.env.PATH }, folder);

  /** Commands as a help lists them: a name at the begin of an indented line, behind `Commands:`. */
  const commandsOf = (help: string) =>
    [...(help.split('\nCommands:\n')[1] ?? '').matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name);

  it('begins the help of each command with examples of this command', async () => {
    const help = await cli('--help');
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^Examples:\n {2}broadsheet demo/);
    const commands = [...commandsOf(help.stdout), 'accounts pause', 'accounts resume'];
    assert.ok(commands.length > 15, commands.join());
    const helps = commands.map(async (name = '') => {
      const { code, stdout } = await cli(...name.split(' '), '--help');
      assert.equal(code, 0, name);
      assert.match(stdout, new RegExp(`^Examples?:\n {2}(\\S+=\\S+ )?broadsheet ${name}`), name);
      assert.equal(stdout.match(/^Examples?:/gm)?.length, 1, `${name}: examples of others`);
    });
    await Promise.all(helps);
  });

  it('lets no name begin a line of its own in a refusal, or be a command to a terminal', async () => {
    const name = 'nope\n::error::x\u001b[31m';
    for (const args of [
      ['check', name],
      [name],
      ['status', `--${name}`],
      ['run-week', '--plan', name],
    ]) {
      const { code, stderr } = await cli(...args);
      assert.equal(code, 2);
      assert.match(stderr, /nope\\u000a::error::x\\u001b\[31m/);
      assert.ok(!stderr.includes('\u001b'), stderr);
      assert.doesNotMatch(stderr, /^::/m);
    }
  });

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no command', [], /Usage: broadsheet/],
    ['an unknown command', ['stats'], /unknown command 'stats'\n\(Did you mean status\?\)/],
    [
      'an unknown command of accounts',
      ['accounts', 'resum', 'x/main'],
      /unknown command.*\n.*Did you mean "resume"\?/,
    ],
    ['an unknown option', ['status', '--jsn'], /unknown option '--jsn'\n\(Did you mean --json\?\)/],
    ['an argument too many', ['status', 'a', 'b'], /too many arguments/],
    ['a missing argument', ['check'], /missing required argument 'sheet'/],
    ['an empty command', [''], /unknown command ''/],
    ['an empty week', ['run-week', ''], /an argument is empty/],
    // Else a script whose variable is not set would approve the newest week.
    ['an empty option', ['approve', '--all', '--yes', '--week', ''], /--week is empty/],
    ['an empty data directory', ['status', '--data='], /--data is empty/],
    ['an empty name among others', ['hold', 'a', ''], /an argument is empty/],
    ['an empty account', ['accounts', 'resume', ''], /an argument is empty/],
    ['a week that is not named', ['run-week'], /Which week is meant\?\n.*week_id/],
    ['deliveries that are not named', ['hold'], /not clear which deliveries.*\n.*--all/],
    ['names beside --all', ['approve', 'a', '--all'], /not clear which deliveries.*\n.*--all/],
    ['a rerun of nothing', ['rerun-failed'], /not clear what is to run again.*\n.*--all/],
    ['a rerun of all and of one', ['rerun-failed', 'a', '--all'], /not clear what is to run again/],
    ['accounts beside --all', ['pause', 'x/main', '--all'], /not clear what is meant/],
    ['a resolve without a verdict', ['resolve', 'a'], /Is it public or not\?.*\n.*--not-posted/],
    [
      'a resolve with two verdicts',
      ['resolve', 'a', '--posted', 'https://acme.test', '--not-posted'],
      /Is it public or not\?/,
    ],
    ['a port that is none', ['serve', '--port', '80a'], /port.*\n.*0 to 65535/],
    ['an empty port', ['serve', '--port', ''], /--port is empty/],
    ['a port too high', ['serve', '--port', '65536'], /port.*\n.*0 to 65535/],
    ['an instant that is none', ['run-week', 'w', '--now', 'monday'], /"monday" is not an instant/],
    [
      'an instant without its offset',
      ['run-week', 'w', '--now', '2026-02-16T08:10'],
      /is not an instant.*\n.*offset: 2026-02-16T08:10\+02:00/,
    ],
    ['no configuration', ['status'], /no configuration at broadsheet\.yaml.*\n.*broadsheet init/],
  ];
  const clear: readonly (readonly [readonly string[], string])[] = [
    [['status', '--jsn'], 'status'],
    [['stats'], ''],
    [['check'], 'check'],
    [['accounts', 'pause'], 'accounts pause'],
    [['run-week'], 'run-week'],
    [['approve', 'a', '--all'], 'approve'],
    [['serve', '--port', '80a'], 'serve'],
  ];
  for (const [args, name] of clear)
    it(`points from \`${args.join(' ')}\` to the help of the command`, async () => {
      const { stderr } = await cli(...args);
      const help = ['broadsheet', name, '--help'].filter(Boolean).join(' ');
      assert.ok(stderr.includes(`\`${help}\``), stderr);
    });

  it('could not run where its output can not be written', {
    skip: process.platform !== 'linux' && 'there is no /dev/full',
  }, async () => {
    const shell = '"$1" "$2" --help > /dev/full';
    const args = ['-c', shell, 'sh', process.execPath, program];
    const answer = await runCommand('/bin/sh', args, { PATH: process.env.PATH }, folder);
    assert.equal(answer.code, 2, answer.stderr);
    assert.match(answer.stderr, /^error: The output could not be written: ENOSPC\.\n$/);
  });

  it('says of a plan that is not whole what of it is missing', async () => {
    const plans = await mkdtemp(join(tmpdir(), 'broadsheet-plans-'));
    try {
      const file = join(plans, 'plan.json');
      await writeFile(file, '{"schema":"broadsheet/plan@1"}');
      const { code, stderr } = await cli('run-week', '--plan', file);
      assert.equal(code, 2);
      assert.match(
        stderr,
        /plan\.json: it is no whole plan: `week_id` is missing.*\n.*plan WEEK --save/,
      );
    } finally {
      await rm(plans, { recursive: true });
    }
  });

  const failing: readonly (readonly [string, readonly string[]])[] = [
    ['usage', ['status', '--jsn', '--json']],
    ['usage', ['run-week', '--json']],
    ['configuration-absent', ['status', '--json']],
    ['file-unreadable', ['check', 'nowhere.csv', '--json']],
    ['plan-unreadable', ['run-week', '--plan', 'nowhere.json', '--json']],
    ['instant-invalid', ['run-week', 'w', '--now', 'monday', '--json']],
  ];
  for (const [code, args] of failing)
    it(`answers \`${args.join(' ')}\` by one document that says what is wrong`, async () => {
      const answer = await cli(...args);
      assert.equal(answer.code, 2, answer.stderr);
      const { schema, message, remedy, diagnostics, ...rest } = answer.json();
      assert.deepEqual([schema, rest], ['broadsheet/problem@1', { code }]);
      assert.deepEqual(diagnostics, []);
      assert.notEqual(message, '');
      assert.notEqual(remedy, '');
      assert.match(answer.stderr, /^error: /, 'a person reads it too');
    });

  for (const [what, args, why] of refused)
    it(`refuses ${what}, and says why`, async () => {
      const answer = await cli(...args);
      assert.equal(answer.code, 2, answer.stderr);
      assert.match(answer.stderr, why);
      assert.equal(answer.stdout, '', 'standard output is for what was asked for');
      assert.doesNotMatch(answer.stderr, /defect/);
    });
});
