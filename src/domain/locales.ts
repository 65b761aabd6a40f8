/** What the checks know of a language. A language is added here, and nowhere else. */
export interface LocaleRules {
  /** Runs of letters of its own script. */
  readonly script: RegExp;
  /** The first and the last of the letters that nearly all of its words are made of. */
  readonly alphabet: readonly [string, string];
  /** The script's name, for messages. */
  readonly scriptName: string;
  /**
   * The least part of a text's letters that are of its script. Brand names, tags and terms in Latin
   * letters are ordinary in every language, so a text is only called foreign where most of it is.
   */
  readonly leastShare: number;
  /** The path under which its pages lie; null: pages that are under no other language's path. */
  readonly path: string | null;
  /** Punctuation that no text in this language has: left over from a translation. */
  readonly foreignPunctuation: RegExp;
}

/** By tag of BCP 47. */
export const localeRules = {
  en: {
    script: /\p{Script=Latin}+/gu,
    alphabet: ['a', 'z'],
    scriptName: 'Latin',
    leastShare: 0.3,
    path: null,
    foreignPunctuation: /[¿¡„،؛؟。，、「」״]/u,
  },
  he: {
    script: /\p{Script=Hebrew}+/gu,
    alphabet: ['א', 'ת'],
    scriptName: 'Hebrew',
    leastShare: 0.3,
    path: '/he',
    foreignPunctuation: /[¿¡«»،؛؟。，、「」]/u,
  },
} as const satisfies Readonly<Record<string, LocaleRules>>;

export type Locale = keyof typeof localeRules;

export const locales = Object.keys(localeRules) as readonly Locale[];

/** Null for a language that is not known. */
export const rulesOf = (locale: string): LocaleRules | null =>
  Object.hasOwn(localeRules, locale) ? localeRules[locale as Locale] : null;
