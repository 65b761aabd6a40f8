import { type CheckCode, catalogue, type Rule } from '../../src/domain/checks/catalogue.ts';
import type { Cells, Example } from '../../src/domain/checks/examples.ts';
import { examples } from '../../src/domain/checks/file-examples.ts';
import { codePoint } from '../../src/domain/text.ts';
import { code, table } from './markdown.ts';

const codes = Object.keys(catalogue) as readonly CheckCode[];
const ruleOf = (one: CheckCode): Rule => catalogue[one];

const introduction = `# Checks

\`broadsheet check\` reads a sheet, or the mails of a week, and reports every finding in one pass: file,
line, column, code, what is wrong and how to mend it. The same checks hold when a week is pulled.

- An **error of the sheet** rejects it as a whole: nothing changes, the last good import stays in force.
- An **error of a row** makes its posts invalid: they are not published, the others go on.
- A **warning** stops nothing.

## Severity

The configuration says what a finding costs, by its code: \`error\`, \`warning\` or \`off\`. A code that is
*fixed* keeps its own: without it the row, or the sheet, has no meaning.

\`\`\`yaml
checks:
  thread-announced-but-missing: error
  utm-source-mismatch: warning
\`\`\`

## Let one pass

Where a finding is right in general and not here, say so with a reason. It is listed as *silenced*, by
\`check\` and in \`check --json\`, and costs nothing. In the column \`notes\` of the row, at the start of the cell, of a line or of
a sentence:

\`\`\`
allow: link-extra – the shop is ours
\`\`\`

Or in a file beside the sheet, \`week-1-allowed.csv\`, which also serves the mails (\`assets.allowed\` names
another place):

\`\`\`
post_id,code,reason
en_li_story_01,link-extra,the shop is ours
EN D7,claim-unverified,the price stands on our own page
\`\`\`

## Merge tags

Mails hold merge tags, \`{{first_name | there}}\`: a name, and what stands in where there is none. The
configuration declares those that your mail program fills in; any other is a placeholder that was left.

\`\`\`yaml
merge_tags: [first_name, dashboard_link, unsubscribe_link]
\`\`\``;

/** The index of all checks. */
export function checksPage(): string {
  const rows = (scope: Rule['scope']) =>
    codes
      .filter((one) => ruleOf(one).scope === scope)
      .map((one) => {
        const { title, severity, fixed } = ruleOf(one);
        return [`[${code(one)}](checks/${one}.md)`, title, fixed ? `${severity}, fixed` : severity];
      });
  const head = ['code', 'finds', 'severity'];
  return `${introduction}

## Of a row or a mail

${table(head, rows('row'))}

## Of a file

${table(head, rows('sheet'))}
`;
}

/** A page for each code, by its path. */
export const checkPages: Readonly<Record<string, () => string>> = Object.fromEntries(
  codes.map((one) => [`docs/reference/checks/${one}.md`, () => checkPage(one)]),
);

function checkPage(one: CheckCode): string {
  const { title, why, severity, scope, fixed } = ruleOf(one);
  const costs =
    severity === 'warning'
      ? 'A warning: it stops nothing.'
      : scope === 'sheet'
        ? 'An error of the file: it is rejected as a whole.'
        : 'An error of the row: its posts are invalid, the others go on.';
  const change = fixed
    ? 'It is fixed: no configuration changes it, and no row may pass.'
    : `The configuration changes it by \`checks: { ${one}: off }\`.`;
  const { mend, wrong, right } = examples[one];
  const samples = [
    ['Wrong', wrong],
    ['Right', right],
  ] as const;
  const shown = samples.flatMap(([name, sample]) =>
    sample === null ? [] : [`## ${name}\n\n${sampleText(sample)}\n`],
  );
  return [
    `# ${code(one)}\n`,
    `**${title}.** ${why}\n`,
    `${costs} ${change}\n`,
    `## How to mend it\n\n${mend}\n`,
    ...shown,
    'All codes: [Checks](../checks.md).\n',
  ].join('\n');
}

const block = (text: string): string => `\`\`\`\n${visible(text.trimEnd())}\n\`\`\``;

const sampleText = (sample: Exclude<Example['wrong'], null>): string =>
  block(typeof sample === 'string' ? sample : sample.map(rowText).join('\n\n'));

const rowText = (cells: Cells): string =>
  Object.entries(cells)
    .map(([column, text]) => `${column}: ${text.replaceAll('\n', '\n    ')}`)
    .join('\n');

/** A page of the reference shows what a text hides. */
const visible = (text: string): string =>
  text
    .replaceAll('\r', '␍')
    .replace(/[\u202a-\u202e\u2066-\u2069\u200b]/g, (sign) => `‹${codePoint(sign)}›`);
