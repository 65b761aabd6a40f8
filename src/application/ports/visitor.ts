/** What came of asking for a page, without reading it. */
export type Visit =
  | { readonly kind: 'answered'; readonly status: number; readonly location: string | null }
  /** `internal`: its address is inside of a network, and nothing was sent there. */
  | { readonly kind: 'no-answer'; readonly why: string; readonly internal: boolean };

/** Asks whether a page is there, as a reader's browser would, and follows nothing. */
export type Visitor = (url: string) => Promise<Visit>;
