import { type Chance, chance } from '../support/chance.ts';

/** The real week, row by row: language, platform, targets. */
const mix = [
  ['en', 'linkedin', 'personal+company'],
  ['en', 'linkedin', 'personal+company'],
  ['en', 'reddit', 'r/resumes|r/careerguidance|r/jobs'],
  ['en', 'x', 'main_account'],
  ['en', 'linkedin', 'personal+company'],
  ['en', 'x', 'main_account'],
  ['he', 'linkedin', 'personal'],
  ['he', 'community', 'facebook|telegram|whatsapp'],
  ['he', 'linkedin', 'personal'],
  ['he', 'x', 'main_account'],
  ['he', 'newsletter', 'weekly_issue'],
] as const;

const words = {
  en: 'balcony herbs want light water and a pot with holes so look at them each morning before work and cut what is dry'.split(
    ' ',
  ),
  he: 'צמחי תבלין במרפסת רוצים אור מים ועציץ עם חורים לכן כדאי להביט בהם בכל בוקר לפני העבודה ולגזום את מה שיבש'.split(
    ' ',
  ),
} as const;

const header = 'post_id,publish_date,locale,platform,account_target,title,post_copy,utm_url,status';

/** A sheet in the languages, platforms and lengths of the real week. @param seed of its words */
export function benchSheet(rows: number, seed: number): string {
  const some = chance(seed);
  const lines = Array.from({ length: rows }, (_, n) => rowOf(n, some));
  return `${[header, ...lines].join('\n')}\n`;
}

function rowOf(n: number, some: Chance): string {
  const [locale, platform, target] = mix[n % mix.length] ?? mix[0];
  const id = `${locale}_${platform}_${n}`;
  const copy = Array.from({ length: some.between(18, 30) }, () => some.oneOf(words[locale]));
  const link = `https://example.org/${locale === 'he' ? 'he' : ''}?utm_source=${platform}&utm_medium=social&utm_campaign=week1_bench&utm_content=${id}`;
  return `${id},2126-02-16,${locale},${platform},${target},${locale === 'he' ? 'כותרת' : 'Title'} ${n},"${copy.join(' ')}, and ${n}.",${link},draft`;
}

/** What the targets of {@link benchSheet} stand for. */
export const benchAccounts = `accounts:
  linkedin/personal: { connector: sandbox, network: linkedin }
  linkedin/company: { connector: sandbox, network: linkedin }
  x/main_account: { connector: sandbox, network: x }
  reddit/r/resumes: { connector: sandbox, network: reddit }
  reddit/r/careerguidance: { connector: sandbox, network: reddit }
  reddit/r/jobs: { connector: sandbox, network: reddit }
  community/facebook: { connector: sandbox, network: facebook }
  community/telegram: { connector: sandbox, network: telegram }
  community/whatsapp: { connector: sandbox, network: whatsapp }
  newsletter/weekly_issue: { connector: sandbox, network: email }
`;
