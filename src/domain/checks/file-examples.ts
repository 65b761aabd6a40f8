import type { CheckCode } from './catalogue.ts';
import { type Example, rowExamples } from './examples.ts';

const names = 'post_id,publish_date,locale,platform,account_target,post_copy,utm_url,status';
const cellsOf = (postId: string, copy = 'Hello', status = 'draft') =>
  `${postId},2026-02-16,en,x,main,${copy},https://example.org/?utm_campaign=week1,${status}`;
const file = (...lines: readonly string[]) => `${lines.join('\n')}\n`;
const inOrder = file(names, cellsOf('one'));

const csv = (mend: string, wrong: string, right = inOrder): Example => ({ mend, wrong, right });
const size = (mend: string): Example => ({ mend, wrong: null, right: null });

const json = (post: Readonly<Record<string, string>>) => {
  const members = Object.entries(post).map(([key, value]) => `  "${key}": "${value}"`);
  return `[{\n${members.join(',\n')}\n}]\n`;
};
const post = {
  post_id: 'one',
  publish_date: '2026-02-16',
  locale: 'en',
  platform: 'x',
  account_target: 'main',
  post_copy: 'Hello',
  utm_url: 'https://example.org/?utm_campaign=week1',
  status: 'draft',
};

const mail = (name: string, subject = 'Your score is ready', body = 'Hi {{first_name | there}},') =>
  file(`## ${name} — Welcome`, `Subject: ${subject}`, '', 'Body:', body);

/** An example for each code that the structure of a file can have. */
const fileExamples = {
  'file-too-large': size(
    'Split the sheet by week, and keep everything else out of it. A file may have 5 MB.',
  ),
  'file-encoding': size(
    'Save the file as UTF-8: in Excel "CSV UTF-8", in Google Sheets and LibreOffice the default.',
  ),
  'rows-too-many': size('Split the sheet by week. A sheet may have 10,000 rows.'),
  'row-too-large': size(
    'Shorten it, and look for a quote that is never closed. A row may have 64 KB.',
  ),
  'file-empty': csv('Write a row for each post.', file(names)),
  'separator-line': csv('Remove the line `sep=,`.', file('sep=,', names, cellsOf('one'))),
  'separator-wrong': csv(
    'Export the sheet again, as comma-separated values.',
    inOrder.replaceAll(',', ';'),
  ),
  'line-endings': csv(
    'Save the file with one kind of line end. Here one line ends in CR LF and another in LF.',
    `${names}\r\n${cellsOf('one')}\n${cellsOf('two')}\n`,
  ),
  'quote-invalid': csv(
    'Put the whole cell in quotes, and double each quote in it.',
    file(names, cellsOf('one', 'The "guide" is out')),
    file(names, cellsOf('one', '"The ""guide"" is out"')),
  ),
  'quote-open': csv(
    'Close the quote at the end of the cell.',
    file(names, cellsOf('one', '"Hello')),
    file(names, cellsOf('one', '"Hello"')),
  ),
  'row-short': csv(
    'Write a comma for each empty cell; a line break inside a text needs quotes around it.',
    file(names, cellsOf('one').replace(',en', '')),
  ),
  'row-long': csv(
    'Put a text that holds a comma in quotes.',
    file(names, cellsOf('one', 'Hello, world')),
    file(names, cellsOf('one', '"Hello, world"')),
  ),
  'column-missing': csv(
    'Add the column. The order of columns does not matter.',
    file(names.replace(',locale', ''), cellsOf('one').replace(',en', '')),
  ),
  'column-duplicate': csv(
    'Keep one of the two.',
    file(`${names},status`, `${cellsOf('one')},draft`),
  ),
  'column-blank': csv('Name the column, or remove it.', file(`${names},`, `${cellsOf('one')},`)),
  'column-forbidden': csv('Rename the column.', file(`${names},constructor`, `${cellsOf('one')},`)),
  'column-unknown': csv(
    'Put remarks into the column notes; a misspelt column is not read either.',
    file(`${names},remarks`, `${cellsOf('one')},later`),
    file(`${names},notes`, `${cellsOf('one')},later`),
  ),
  'row-blank': csv('Remove the line.', file(names, cellsOf('one'), ',,,,,,,')),
  'post-id-missing': csv('Give the row a post_id of its own.', file(names, cellsOf(''))),
  'post-id-too-long': csv(
    'Use a short name, such as en_x_thread_01.',
    file(names, cellsOf('a_very_long_name_'.repeat(13))),
  ),
  'post-id-duplicate': csv(
    'Give each row a post_id of its own; large and small letters make no difference.',
    file(names, cellsOf('one'), cellsOf('One', 'World')),
    file(names, cellsOf('one'), cellsOf('two', 'World')),
  ),
  'mass-removal': size(
    'Only an import or `broadsheet plan` shows it, where five rows or more are gone. Bring the rows back; if it is meant, run it once with `--allow-removal`.',
  ),
  'sheet-gone': size(
    'Only a range of commits shows it. To stop its posts, take the approvals back: `broadsheet reject --week WEEK --all`. A sheet of the same week under another name is the same sheet.',
  ),
  'mails-missing': csv(
    'Write a section `## EN D0 — Welcome` for each mail, with Subject, Preview and Body.',
    mail('Welcome'),
    mail('EN D0'),
  ),
  'mail-part-missing': csv(
    'Write the subject behind `Subject:` (`נושא:`) and the body below `Body:` (`תוכן:`).',
    mail('EN D0', ''),
    mail('EN D0'),
  ),
  'mail-duplicate': csv(
    'Give each mail a language and a day of its own.',
    mail('EN D0') + mail('EN D0'),
    mail('EN D0') + mail('EN D3'),
  ),
  'mail-misspelt': csv(
    'Begin each mail with two `#`, its language and its day, and each part with its label: `Subject:`, `Preview:`, `Body:`. A label may be in bold.',
    mail('EN Day 3'),
    mail('EN D3'),
  ),
  'week-unknown': csv(
    'Write the week as utm_campaign into the links, or as week_id into the task queue beside the sheet.',
    inOrder.replace('?utm_campaign=week1', ''),
  ),
  'week-ambiguous': csv(
    'Use one utm_campaign in all rows, or name the week in the task queue.',
    file(names, cellsOf('one'), cellsOf('two', 'World').replace('week1', 'week2')),
    file(names, cellsOf('one'), cellsOf('two', 'World')),
  ),
  'json-invalid': csv('Mend the JSON at the place.', json(post).replace(',', ''), json(post)),
  'json-shape': csv(
    'Write an array of objects whose values are texts.',
    json(post).replace(/^\[|\]$/gm, ''),
    json(post),
  ),
  'json-depth': csv(
    'Write the values flat.',
    json(post).replace('"Hello"', `${'['.repeat(9)}"Hello"${']'.repeat(9)}`),
    json(post),
  ),
  'json-key-duplicate': csv(
    'Keep one of the two.',
    json(post).replace('"post_id": "one"', '"post_id": "one", "post_id": "two"'),
    json(post),
  ),
} as const satisfies Partial<Record<CheckCode, Example>>;

/** An example for every code. */
export const examples: Readonly<Record<CheckCode, Example>> = { ...fileExamples, ...rowExamples };
