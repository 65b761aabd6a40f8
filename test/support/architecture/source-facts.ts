import { dirname, join } from 'node:path/posix';
import * as ast from 'typescript/unstable/ast';
import { createVirtualFileSystem } from 'typescript/unstable/fs';
import { API } from 'typescript/unstable/sync';

/** Something at a line of a source. */
export interface Mention {
  readonly line: number;
  readonly text: string;
}

/** What the rules of the architecture look at. */
export interface SourceFacts {
  /** From the root of the repository: `src/domain/plan.ts`. */
  readonly path: string;
  readonly lines: number;
  /** Targets of every import and re-export, `import type` and `import()` too, as {@link Target}. */
  readonly imports: readonly Mention[];
  /** Free names: `process`, `fetch`; also those of the language and of imports. */
  readonly names: readonly Mention[];
  /** Places where the code asks what time it is: `Date.now`, `new Date()`, `Temporal.Now`. */
  readonly clockReads: readonly Mention[];
  /** Literal texts, those of templates in their pieces: SQL is among them. */
  readonly texts: readonly Mention[];
}

/**
 * Reads sources with TypeScript's own parser. Nothing is resolved or checked, so parts of a
 * repository and sources that were made up are welcome.
 *
 * @param sources texts by path from the root of the repository
 */
export function readFacts(sources: Readonly<Record<string, string>>): readonly SourceFacts[] {
  const paths = Object.keys(sources);
  const settings = {
    compilerOptions: { noEmit: true, noLib: true, noResolve: true, types: [] },
    files: paths,
  };
  const files = Object.entries(sources).map(([path, text]) => [`/${path}`, text]);
  const api = new API({
    fs: createVirtualFileSystem({
      ...Object.fromEntries(files),
      '/tsconfig.json': JSON.stringify(settings),
    }),
  });
  try {
    const [project] = api.updateSnapshot({ openProjects: ['/tsconfig.json'] }).getProjects();
    return paths.map((path) => {
      const parsed = project?.program.getSourceFile(`/${path}`);
      if (!parsed) throw new Error(`TypeScript did not read ${path}`);
      return factsOf(path, parsed);
    });
  } finally {
    api.close();
  }
}

function factsOf(path: string, source: ast.SourceFile): SourceFacts {
  const found = { imports: [], names: [], clockReads: [], texts: [] } as Record<
    'imports' | 'names' | 'clockReads' | 'texts',
    Mention[]
  >;
  const visit = (node: ast.Node): void => {
    const note = (kind: keyof typeof found, text: string) =>
      found[kind].push({
        line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
        text,
      });
    const module = moduleOf(node);
    if (module) note('imports', targetOf(path, module, source));
    if (ast.isIdentifier(node) && isFree(node)) note('names', node.text);
    if (readsClock(node)) note('clockReads', node.getText(source));
    if (ast.isStringLiteral(node) || ast.isTemplateLiteralToken(node)) note('texts', node.text);
    node.forEachChild(visit);
  };
  visit(source);
  return { path, lines: source.text.split('\n').length - 1, ...found };
}

/** What an import of any form names. */
function moduleOf(node: ast.Node): ast.Node | undefined {
  if (ast.isImportDeclaration(node) || ast.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ast.isImportTypeNode(node)) return node.argument;
  if (ast.isCallExpression(node) && node.expression.kind === ast.SyntaxKind.ImportKeyword)
    return node.arguments[0];
  return undefined;
}

/** A path from the root, a package (`node:fs`, `kysely/migration`), or the code that decides it. */
function targetOf(path: string, module: ast.Node, source: ast.SourceFile): string {
  const literal = ast.isLiteralTypeNode(module) ? module.literal : module;
  if (!ast.isStringLiteral(literal)) return `(${module.getText(source)})`;
  const { text } = literal;
  return text.startsWith('.') ? join(dirname(path), text) : text;
}

/** `process` of `process.env`, and not the property of `settings.process` or `{ process: 1 }`. */
function isFree(node: ast.Identifier): boolean {
  const { parent } = node;
  if (ast.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ast.isQualifiedName(parent)) return parent.left === node;
  return !('name' in parent && parent.name === node && !ast.isShorthandPropertyAssignment(parent));
}

const isNamed = (node: ast.Node, name: string) => ast.isIdentifier(node) && node.text === name;

function readsClock(node: ast.Node): boolean {
  if (ast.isPropertyAccessExpression(node)) {
    if (isNamed(node.name, 'now')) return isNamed(node.expression, 'Date');
    return isNamed(node.name, 'Now') && isNamed(node.expression, 'Temporal');
  }
  if (ast.isNewExpression(node))
    return isNamed(node.expression, 'Date') && (node.arguments?.length ?? 0) === 0;
  return ast.isCallExpression(node) && isNamed(node.expression, 'Date');
}
