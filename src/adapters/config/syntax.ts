import type { ErrorCode } from 'yaml';

/**
 * What YAML objects to, in words of our own: its messages quote what stands there, which may be a
 * secret. The codes are those of https://eemeli.org/yaml/#errors.
 */
const sentences: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'An alias (*name) stands with a tag or an anchor.',
  BAD_ALIAS: 'An alias (*name) or an anchor (&name) has no name that can be read.',
  BAD_COLLECTION_TYPE: 'A tag (!name) does not fit the list or the map behind it.',
  BAD_DIRECTIVE: 'A line that begins with % is a directive that YAML does not know.',
  BAD_DQ_ESCAPE: 'A text in double quotes holds a \\ that YAML does not know.',
  BAD_INDENT: 'The indentation does not fit the lines above.',
  BAD_PROP_ORDER: 'A tag or an anchor stands before the sign that it belongs behind.',
  BAD_SCALAR_START: 'A text begins with a sign that needs quotes, such as @ or `.',
  BLOCK_AS_IMPLICIT_KEY: 'One line holds a map or a list within another.',
  BLOCK_IN_FLOW: 'A map or a list without braces stands within braces or brackets.',
  DUPLICATE_KEY: 'A setting stands here twice.',
  IMPOSSIBLE: 'YAML can not read on from here.',
  KEY_OVER_1024_CHARS: 'A key is longer than 1024 characters.',
  MISSING_CHAR: 'Something is missing: a colon, a comma, a quote, a bracket or a space.',
  MULTILINE_IMPLICIT_KEY: 'A key is on more than one line; perhaps a colon or a quote is missing.',
  MULTIPLE_ANCHORS: 'A value has more than one anchor (&name).',
  MULTIPLE_DOCS: 'A second document begins (---): a configuration is one.',
  MULTIPLE_TAGS: 'A value has more than one tag (!name).',
  NON_STRING_KEY: 'A key is not a text.',
  RESOURCE_EXHAUSTION: 'Maps and lists stand within each other too deeply.',
  TAB_AS_INDENT: 'A line is indented with a tab: YAML wants spaces.',
  TAG_RESOLVE_FAILED: 'A value has a tag (!name) that YAML does not know.',
  UNEXPECTED_TOKEN: 'Something stands here that YAML does not expect, perhaps a sign too many.',
};

/** One that a later version of YAML brings has the words of those that say least. */
export const sentenceOf = (code: ErrorCode): string => sentences[code] ?? sentences.IMPOSSIBLE;
