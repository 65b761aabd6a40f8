const plain = /^[\t\n -~א-ת\u2010-\u2015\u2018-\u201f…£€₪]*$/;
const plainWithPictures =
  /^[\t\n -~א-ת\u2010-\u2015\u2018-\u201f…£€₪\u{1f300}-\u{1f6ff}\u{1f900}-\u{1f9ff}]*$/u;

/**
 * True of most texts in English and Hebrew, and seen in one look: nothing in them is hidden, drawn
 * otherwise than it reads, or left of another encoding (whose traces need a letter such as `Ã` or `×`).
 */
export const isPlain = (text: string): boolean => plain.test(text) || plainWithPictures.test(text);

/** Bidirectional overrides, embeddings and isolates: text that is shown in another order than it is stored. */
export const bidiControl = /[\u202a-\u202e\u2066-\u2069]/u;

/** Characters of no width: fine in the text of a post, deceit in an identifier or a link. */
export const zeroWidth = /(?![\u202a-\u202e\u2066-\u2069])\p{Default_Ignorable_Code_Point}/u;

/** Tag characters: invisible, and legitimate only inside the flag of a region. */
export const tagCharacter = /[\u{e0000}-\u{e007f}]/u;

const regionFlag = /\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f}/gu;

/** The text without flags of regions, whose tag characters are in order. */
export const withoutRegionFlags = (text: string): string => text.replace(regionFlag, '');

const hidden = /[\p{Cc}\p{Cs}\u2028\u2029]|\p{Default_Ignorable_Code_Point}/gu;

/** `U+200B`, the name by which a character that can not be seen is found. */
export const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/**
 * Text of a sheet as a message may show it: what can not be seen becomes `\u{200B}`, and what is
 * long is cut.
 */
export function visible(text: string, longest = 60): string {
  const characters = [...text];
  const shown = characters.length > longest ? `${characters.slice(0, longest).join('')}…` : text;
  return shown.replace(hidden, (one) => `\\u{${codePoint(one).slice(2)}}`);
}

/**
 * Text that PostgreSQL takes: it refuses NUL, and a lone surrogate has no UTF-8. Such a row is
 * invalid anyway; the others of its sheet must still be stored beside it.
 */
export const storable = (text: string): string =>
  (text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text).toWellFormed();

/** Equal for identifiers that people or systems may take for the same: case and NFKC folded. */
export const foldIdentifier = (text: string): string =>
  storable(text).trim().normalize('NFKC').toLowerCase();
