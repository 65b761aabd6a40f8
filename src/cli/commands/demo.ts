import type { Command } from 'commander';
import { run } from '../options.ts';

/** `demo` */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('live a whole week in seconds: no accounts, no network, no questions')
    .option(
      '--data <directory>',
      'where the demo keeps its files (made anew each time)',
      'broadsheet-demo',
    )
    .option('--json', 'print a versioned document instead of text')
    .addHelpText('before', 'Example:\n  broadsheet demo\n')
    .action(
      run(async (options: { readonly data: string; readonly json?: boolean }) => {
        const { demo } = await import('../demo/demo.ts');
        return demo(options);
      }),
    );
}
