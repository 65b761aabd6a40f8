/** A link that stands in a text. */
export interface LinkInText {
  readonly url: string;
  /** In UTF-16 units, where it begins. */
  readonly index: number;
}

const address = /https?:\/\/[^\s<>"']+/gu;

/** The links of a text, without the punctuation that ends a sentence behind one. */
export const linksIn = (text: string): readonly LinkInText[] =>
  text.includes('://')
    ? [...text.matchAll(address)].map(({ 0: found, index }) => ({
        url: found.replace(/[.,;:!?…)\]]+$/u, ''),
        index,
      }))
    : [];
