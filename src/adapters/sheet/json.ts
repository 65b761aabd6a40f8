import type { CheckCode } from '../../domain/checks/catalogue.ts';

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface JsonMember extends Place {
  readonly key: string;
  readonly value: JsonValue;
}

/** A JSON value that knows where it starts. */
export type JsonValue = Place &
  (
    | { readonly kind: 'text'; readonly text: string; readonly literal: string }
    | { readonly kind: 'number' | 'boolean' | 'null' }
    | { readonly kind: 'array'; readonly items: readonly JsonValue[] }
    | {
        readonly kind: 'object';
        readonly members: readonly JsonMember[];
        /** UTF-8 bytes of the whole object. */
        readonly bytes: number;
      }
  );

export interface JsonFlaw extends Place {
  readonly code: CheckCode;
  readonly message: string;
  readonly hint: string;
}

export interface JsonDocument {
  /** Null where the text is not JSON. */
  readonly value: JsonValue | null;
  readonly flaws: readonly JsonFlaw[];
}

/** Leaves the reading at the first place after which the rest would be a guess. Stays in this file. */
class Unreadable extends Error {}

const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads JSON strictly (RFC 8259) and keeps the place of every value, which `JSON.parse` does not.
 * Keys that stand twice or are reserved are flaws, and the reading goes on; what is not JSON or is
 * nested too deeply ends it.
 *
 * @param depth objects and arrays inside one another
 */
export function scanJson(text: string, depth: number): JsonDocument {
  const scanner = new JsonScanner(text, depth);
  try {
    return { value: scanner.document(), flaws: scanner.flaws };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { value: null, flaws: scanner.flaws };
  }
}

class JsonScanner {
  readonly flaws: JsonFlaw[] = [];
  readonly #text: string;
  readonly #depth: number;
  #at = 0;
  #line = 1;
  #column = 1;
  /** Where `#column` was counted last. */
  #columnAt = 0;

  constructor(text: string, depth: number) {
    this.#text = text;
    this.#depth = depth;
  }

  document(): JsonValue {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#stop('Something stands behind the end of the JSON.');
    return value;
  }

  #value(depth: number): JsonValue {
    this.#space();
    const place = this.#place();
    const next = this.#text[this.#at];
    if (next === '{') return this.#object(place, depth + 1);
    if (next === '[') return this.#array(place, depth + 1);
    if (next === '"') {
      const from = this.#at;
      const text = this.#string();
      return { ...place, kind: 'text', text, literal: this.#text.slice(from, this.#at) };
    }
    if (this.#take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y) !== null)
      return { ...place, kind: 'number' };
    const word = this.#take(/true|false|null/y);
    if (word === null) this.#stop('Here a value is expected.');
    return { ...place, kind: word === 'null' ? 'null' : 'boolean' };
  }

  #object(place: Place, depth: number): JsonValue {
    this.#checkDepth(depth);
    const from = this.#at;
    const members: JsonMember[] = [];
    const keys = new Map<string, Place>();
    this.#list('}', () => {
      const at = this.#place();
      if (this.#text[this.#at] !== '"') this.#stop('Here a key in double quotes is expected.');
      const key = this.#string();
      this.#checkKey(key, at, keys.get(key));
      keys.set(key, at);
      this.#space();
      if (this.#text[this.#at] !== ':') this.#stop('Here a colon is expected.');
      this.#at += 1;
      members.push({ ...at, key, value: this.#value(depth) });
    });
    const bytes = Buffer.byteLength(this.#text.slice(from, this.#at));
    return { ...place, kind: 'object', members, bytes };
  }

  #array(place: Place, depth: number): JsonValue {
    this.#checkDepth(depth);
    const items: JsonValue[] = [];
    this.#list(']', () => items.push(this.#value(depth)));
    return { ...place, kind: 'array', items };
  }

  /** What stands between brackets, separated by commas; stands behind the closing one. */
  #list(closing: string, item: () => void): void {
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] !== closing) {
      for (;;) {
        this.#space();
        item();
        this.#space();
        if (this.#text[this.#at] !== ',') break;
        this.#at += 1;
      }
    }
    if (this.#text[this.#at] !== closing) this.#stop(`Here a comma or ${closing} is expected.`);
    this.#at += 1;
  }

  #string(): string {
    let end = this.#at + 1;
    while (this.#text[end] !== '"') {
      if (end >= this.#text.length || this.#text[end] === '\n')
        this.#stop('This text is not closed.');
      end += this.#text[end] === '\\' ? 2 : 1;
    }
    const literal = this.#text.slice(this.#at, end + 1);
    try {
      const text: string = JSON.parse(literal);
      this.#at = end + 1;
      return text;
    } catch {
      return this.#stop('This text holds a character or an escape that JSON forbids.');
    }
  }

  #checkKey(key: string, at: Place, earlier: Place | undefined): void {
    if (forbiddenKeys.has(key)) {
      const message = `"${key}" is a reserved name and can not be a key.`;
      this.flaws.push({ ...at, code: 'column-forbidden', message, hint: 'Remove the key.' });
    }
    if (earlier) {
      const message = `The key "${key}" stands twice in one object, first on line ${earlier.line}.`;
      this.flaws.push({ ...at, code: 'json-key-duplicate', message, hint: 'Keep one of the two.' });
    }
  }

  #checkDepth(depth: number): void {
    if (depth <= this.#depth) return;
    const message = `Objects and arrays stand more than ${this.#depth} deep.`;
    const hint = 'Write the values flat.';
    this.flaws.push({ ...this.#place(), code: 'json-depth', message, hint });
    throw new Unreadable();
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }

  #space(): void {
    for (let next = this.#text[this.#at]; next !== undefined; next = this.#text[this.#at]) {
      if (next !== ' ' && next !== '\t' && next !== '\n' && next !== '\r') return;
      this.#at += 1;
      if (next !== '\n') continue;
      this.#line += 1;
      this.#column = 1;
      this.#columnAt = this.#at;
    }
  }

  /** Counts on from the place before, so that a file of one long line is not read over and over. */
  #place(): Place {
    this.#column += [...this.#text.slice(this.#columnAt, this.#at)].length;
    this.#columnAt = this.#at;
    return { line: this.#line, column: this.#column };
  }

  #stop(message: string): never {
    const hint = 'Mend the JSON here; comments and commas before a closing bracket are not JSON.';
    this.flaws.push({ ...this.#place(), code: 'json-invalid', message, hint });
    throw new Unreadable();
  }
}
