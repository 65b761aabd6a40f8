import { createHash } from 'node:crypto';
import { escapeHtml } from '../domain/html.ts';
import { scopeMeanings } from '../domain/scope.ts';
import type { Json } from './document.ts';
import { problemCatalogue } from './problem-catalogue.ts';

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 3rem; }
section { border-top: 1px solid; padding-top: .5rem; margin-top: 1.5rem; }
code, pre { font: .9em/1.5 ui-monospace, monospace; direction: ltr; unicode-bidi: isolate; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid; border-radius: .25rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .25rem .75rem .25rem 0; }
`;

/** The style is the one thing that the page needs; nothing of it comes from elsewhere. */
const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The reference page of the API, made from its OpenAPI document: no script, nothing of a third party. */
export function referencePage(openApi: Json): {
  readonly html: string;
  readonly contentSecurityPolicy: string;
} {
  const document = openApi as unknown as Document;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const html = `<!doctype html>
<html lang="en" dir="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(document.info.title)}: the API</title>
<style>${style}</style>
</head>
<body dir="auto">
<h1>${escapeHtml(document.info.title)}: the API</h1>
<p>${escapeHtml(document.info.description)} The same as a document: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<h2>Routes</h2>
${table(['route', 'what for'], operations.map(contents))}
${operations.map(section).join('\n')}
<h2 id="scopes">Scopes</h2>
<p>A key is good for the scopes that it names, and for nothing else.</p>
${table(
  ['scope', 'good for'],
  Object.entries(scopeMeanings).map(([scope, meaning]) => [code(scope), escapeHtml(meaning)]),
)}
<h2 id="problems">Problems</h2>
<p>What goes wrong is answered as <code>application/problem+json</code> (RFC 9457) with a code, what is wrong and what to do. A code that is not listed is answered with 422.</p>
<table><thead><tr><th>code</th><th>status</th><th>means</th></tr></thead><tbody>
${Object.entries(problemCatalogue)
  .map(
    ([name, { status, meaning }]) =>
      `<tr id="${name}"><td>${code(name)}</td><td>${status}</td><td dir="auto">${escapeHtml(meaning)}</td></tr>`,
  )
  .join('\n')}
</tbody></table>
<h2 id="schemas">Documents</h2>
${Object.entries(document.components.schemas).map(schemaSection).join('\n')}
</body>
</html>
`;
  return { html, contentSecurityPolicy };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly schema: Json;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly content: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
      }
    >
  >;
  readonly 'x-scope'?: readonly string[];
}

interface Document {
  readonly info: { readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const code = (text: string): string => `<code>${escapeHtml(text)}</code>`;

const titleOf = ({ method, path }: Placed): string => code(`${method.toUpperCase()} ${path}`);

const contents = (one: Placed): readonly string[] => [
  `<a href="#${one.operation.operationId}">${titleOf(one)}</a>`,
  escapeHtml(one.operation.summary),
];

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const headCells = head.map((cell) => `<th>${cell}</th>`).join('');
  const body = rows
    .map((row) => `<tr>${row.map((cell) => `<td dir="auto">${cell}</td>`).join('')}</tr>`)
    .join('\n');
  return `<table><thead><tr>${headCells}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

function section(one: Placed): string {
  const { operationId, summary, description, parameters, requestBody, responses } = one.operation;
  const scopes = one.operation['x-scope'];
  const given = parameters.map((parameter) => [
    code(parameter.name),
    `${parameter.in}${parameter.required ? ', required' : ''}`,
    escapeHtml(parameter.description ?? String(parameter.schema.description ?? '')),
  ]);
  const bodies = Object.values(requestBody?.content ?? {}).map(({ schema }) => pre(schema));
  const answers = Object.entries(responses).map(([status, response]) => [
    status,
    escapeHtml(response.description),
    Object.entries(response.content)
      .map(([type, { schema }]) => documentLink(type, schema.$ref))
      .join(''),
  ]);
  return `<section id="${operationId}">
<h3>${titleOf(one)}</h3>
<p dir="auto">${escapeHtml(summary)}.${description ? ` ${escapeHtml(description)}` : ''}</p>
<p>${scopes ? `Needs ${scopes.map(code).join(' and ')}.` : 'Open to anybody.'}</p>
${given.length > 0 ? table(['parameter', 'where', 'what'], given) : ''}
${bodies.length > 0 ? `<p>The body, as JSON Schema:</p>${bodies.join('')}` : ''}
${table(['status', 'codes or meaning', 'answer'], answers)}
</section>`;
}

const nameIn = (reference: string): string => reference.replace('#/components/schemas/', '');

const documentLink = (type: string, reference = ''): string =>
  `<a href="#schema-${nameIn(reference)}">${escapeHtml(nameIn(reference))}</a> (${escapeHtml(type)})`;

const pre = (schema: Json): string =>
  `<pre dir="ltr">${escapeHtml(JSON.stringify(schema, null, 2))}</pre>`;

const schemaSection = ([name, schema]: readonly [string, Json]): string =>
  `<details id="schema-${name}"><summary>${code(name)}</summary>${pre(schema)}</details>`;
