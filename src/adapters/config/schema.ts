import { z } from 'zod';
import type { QuietSpan } from '../../domain/configuration.ts';
import { cronProblem } from '../../domain/cron.ts';
import { parseDuration } from '../../domain/duration.ts';
import { defaultMergeTags } from '../../domain/mail.ts';
import { nearest } from '../../domain/nearest.ts';
import { webhookSecret } from '../../domain/standard-webhooks.ts';
import { isTimeZone } from '../../domain/time.ts';
import { channel, heartbeat } from './notify.ts';

const zones = Intl.supportedValuesOf('timeZone');

const durationHint = 'must be a duration such as 10m or 24h';

const duration = z.string({ error: durationHint }).transform((text, context) => {
  const milliseconds = parseDuration(text);
  if (milliseconds !== null) return milliseconds;
  context.addIssue({ code: 'custom', message: durationHint });
  return z.NEVER;
});

const zone = z.string().superRefine((text, context) => {
  if (isTimeZone(text)) return;
  const close = nearest(text, zones);
  const message = `is no time zone of the IANA list${close ? `; did you mean ${close}?` : ', such as Asia/Jerusalem'}`;
  context.addIssue({ code: 'custom', message });
});

const cron = z.string().superRefine((text, context) => {
  const problem = cronProblem(text);
  if (problem) context.addIssue({ code: 'custom', message: `is no cron line: ${problem}` });
});

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** `Fri 15:00-Sat 20:00` */
const quietSpan = z.string().transform((text, context): QuietSpan => {
  const time = '([01]\\d|2[0-3]):([0-5]\\d)';
  const match = new RegExp(`^(\\w{3}) (${time})\\s*[-–]\\s*(\\w{3}) (${time})$`).exec(text.trim());
  const from = weekdays.indexOf(match?.[1] ?? '') + 1;
  const until = weekdays.indexOf(match?.[5] ?? '') + 1;
  if (match && from > 0 && until > 0)
    return {
      fromWeekday: from,
      fromTime: match[2] ?? '',
      untilWeekday: until,
      untilTime: match[6] ?? '',
    };
  context.addIssue({ code: 'custom', message: 'must be a span such as "Fri 15:00-Sat 20:00"' });
  return z.NEVER;
});

const template = (path: string) =>
  z
    .string()
    .refine((text) => text.split('{week}').length === 2, 'must hold {week} once')
    .default(path);

const folder = 'docs/gtm';

const assets = z.strictObject({
  repo: z
    .string()
    .min(1)
    .describe('The marketing repository, by https or ssh; never with a secret.'),
  branch: z.string().min(1).default('main').describe('What lies there is published.'),
  allow: z.array(z.string()).default([]).describe('Further repositories that `run-week` may name.'),
  token: z.string().min(1).nullable().default(null).describe('Of a private repository.'),
  allow_file_protocol: z
    .boolean()
    .default(false)
    .describe('A repository on this machine, for rehearsals.'),
  sheet: template(`${folder}/week-{week}-social-publishing-sheet.csv`),
  emails: template(`${folder}/week-{week}-email-assets.md`),
  allowed: template(`${folder}/week-{week}-allowed.csv`),
  baseline: z.string().default(`${folder}/baseline-metrics.md`),
  snapshots: template(`${folder}/metrics-snapshots/week-{week}.json`),
});

const schedule = z.strictObject({
  pull: cron.default('0 8 * * *'),
  remind: cron.default('0 8,18 * * *'),
  ingest: cron.default('5 8 * * *'),
  publish: cron.default('10 8 * * *'),
  summary: cron.default('20 8 * * *'),
  notify: cron.default('25 8 * * *'),
  weekly: cron.default('0 9 * * 5'),
  snapshot: cron.default('30 23 * * *'),
});

const webhooks = z.strictObject({
  secret: z
    .string()
    .regex(webhookSecret, 'must be whsec_ and 24 to 64 bytes in base64')
    .nullable()
    .default(null)
    .describe('Of Standard Webhooks, which run a week.'),
  github_secret: z
    .string()
    .min(16)
    .nullable()
    .default(null)
    .describe("Of GitHub's webhook, whose pushes are pulled."),
});

/** The configuration without what connectors say of their own accounts. */
export const schema = z.strictObject({
  timezone: zone.describe('An IANA zone, such as Asia/Jerusalem: all times are of this zone.'),
  assets,
  approval: z
    .enum(['person', 'git', 'either'])
    .default('person')
    .describe('Who approves; git: rows under `approved`.'),
  late_after: duration
    .default(24 * 3_600_000)
    .describe('What is not out so long after its time is given up, and reported: 24h.'),
  spacing: duration.default(10 * 60_000).describe('Between two posts of one account: 10m.'),
  quiet: z
    .array(quietSpan)
    .default([])
    .describe('Spans in which nothing goes out: "Fri 15:00-Sat 20:00".'),
  schedule: schedule.prefault({}).describe('Cron lines, in the time zone above.'),
  accounts: z.record(z.string(), z.looseObject({ connector: z.string() })).default({}),
  notify: z
    .array(channel)
    .default([])
    .describe('Who is told what needs a person, and what went out.'),
  webhooks: webhooks.prefault({}).describe('What webhooks that come here are signed with.'),
  heartbeat: heartbeat
    .nullable()
    .default(null)
    .describe(
      'Is asked each time the loop has run its day, so that somebody notices when it does not.',
    ),
  log: z
    .strictObject({ level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info') })
    .prefault({})
    .describe('The least that `serve` and `worker` write about their work.'),
  merge_tags: z
    .array(z.string().regex(/^[a-z]\w*$/i, 'must be a name such as first_name'))
    .default([...defaultMergeTags])
    .describe(
      'What your mail program fills in: any other tag of a mail is a placeholder that was left.',
    ),
  checks: z.record(z.string(), z.enum(['error', 'warning', 'off'])).default({}),
});

export type Parsed = z.infer<typeof schema>;
