import { didYouMean } from '../nearest.ts';
import { visible } from '../text.ts';
import type { Passage } from './passage.ts';

/** `{{first_name | there}}`, a name and perhaps what stands in for it. */
const mergeTag = /\{\{([^{}]*)\}\}/gu;

/** What authors write where something is still to come. Words that are also words are not here. */
const unfinished = /\b(?:TODO|TBD|FIXME)\b|\blorem ipsum\b|\[(?:insert|your)\b[^\]\n]{0,60}\]/giu;

/** Most texts hold nothing of either, which one look shows. */
const perhapsUnfilled = /\{\{|\[|todo|tbd|fixme|lorem/i;

const inCapitals = /^(?:todo|tbd|fixme)$/i;

/**
 * What was to be filled in and is not. Readers would see it as it stands.
 *
 * @param declared names of the merge tags that the mail program fills in; null for posts, in which
 *   nothing is filled in
 */
export function checkPlaceholders(passage: Passage, declared: readonly string[] | null): void {
  if (!perhapsUnfilled.test(passage.text)) return;
  for (const found of passage.text.matchAll(mergeTag))
    checkMergeTag(
      passage,
      found[0],
      (found[1] ?? '').split('|')[0]?.trim() ?? '',
      found.index,
      declared,
    );
  for (const { 0: word, index } of passage.text.matchAll(unfinished)) {
    // "Your todo list" is a text; "TODO" is none.
    if (inCapitals.test(word) && word !== word.toUpperCase()) continue;
    const message = `${passage.name} still holds "${visible(word)}".`;
    passage.report('placeholder-left', message, 'Write the text that belongs there.', index);
  }
}

function checkMergeTag(
  passage: Passage,
  tag: string,
  name: string,
  offset: number,
  declared: readonly string[] | null,
): void {
  if (declared === null) {
    const message = `${passage.name} holds ${visible(tag)}, and in posts nothing is filled in.`;
    passage.report('placeholder-left', message, 'Write the text itself.', offset);
  } else if (!declared.includes(name)) {
    const message = `${passage.name} holds ${visible(tag)}, and no merge tag has that name.`;
    const known = declared.length > 0 ? `Merge tags are ${declared.join(', ')}. ` : '';
    const hint = `${didYouMean(name, declared)}${known}A further one is declared under merge_tags in the configuration.`;
    passage.report('placeholder-left', message, hint, offset);
  }
}
