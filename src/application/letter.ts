import type { Letter } from './ports/channel.ts';
import type { News, Notice } from './ports/store.ts';
import type { Services } from './services.ts';

/** More than so many of one topic are counted, and not told one by one. */
const mostOfTopic = 20;

/** Writes one message of all that a notice holds, without secrets. */
export function letterOf({ redact }: Pick<Services, 'redact'>, notice: Notice): Letter {
  const { id, createdAt, news } = notice;
  // Not indented: what is to be posted by hand is copied from here.
  const sections = [...Map.groupBy(news, (one) => one.topic).values()].flatMap(sectionOf);
  return {
    id,
    at: createdAt,
    subject: redact(`[broadsheet] ${subjectOf(news)}`),
    text: redact(sections.join('\n')),
    news,
  };
}

function subjectOf(news: readonly News[]): string {
  const [first] = news;
  if (news.length === 1 && first) return first.title;
  const summary = news.find((one) => one.topic === 'summary');
  if (summary) return summary.title;
  const failures = news.filter((one) => one.kind === 'failure').length;
  if (failures > 0) return `${failures} ${failures === 1 ? 'thing needs' : 'things need'} you`;
  return `${news.length} pieces of news`;
}

function sectionOf(news: readonly News[]): readonly string[] {
  const told = news.slice(0, mostOfTopic).map((one) => `${one.title}\n${one.text}\n`);
  const more = news.length - told.length;
  return more > 0
    ? [...told, `And ${more} more of this kind: \`broadsheet status\` lists them all.\n`]
    : told;
}
