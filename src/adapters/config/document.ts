import { isCollection, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { isSpeakableKey } from './speakable.ts';
import { sentenceOf } from './syntax.ts';

export interface Document {
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** Values that came from the environment or a file. */
  readonly secrets: readonly string[];
  /** Where a value stands, or the nearest one above it that is written. */
  locate(path: readonly PropertyKey[]): Place;
  /** Where its key stands. */
  locateKey(path: readonly PropertyKey[]): Place;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Reads a file that holds a secret; undefined where it can't be read. */
  readSecretFile(path: string): string | undefined;
}

/** Settings whose values are never to be seen, also where they stand in the file itself. */
const secretKeys = /^(token|password|secret|client_secret|github_secret|api_key|webhook)$/;

/**
 * Reads YAML and fills in `${VARIABLES}` and `…_file` secrets. Every mistake is reported in one
 * pass, with its place.
 */
export function readDocument(file: string, text: string, around: Surroundings): Document {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Its warnings go to stderr, and quote keys.
    logLevel: 'error',
  });
  const diagnostics: Diagnostic[] = [];
  const secrets: string[] = [];
  const report = (offset: number, code: string, message: string, hint: string) => {
    const { line, col } = lines.linePos(offset);
    const place = { file, line: Math.max(line, 1), column: Math.max(col, 1), post_id: null };
    diagnostics.push({ code, severity: 'error', scope: 'sheet', message, hint, ...place });
  };
  for (const error of document.errors)
    report(error.pos[0], 'configuration-syntax', sentenceOf(error.code), 'Mend the YAML there.');
  visit(document, {
    Alias(_, node) {
      const hint = 'Write the value out where it is used.';
      report(node.range?.[0] ?? 0, 'configuration-alias', 'Aliases (*name) are not read.', hint);
      return visit.REMOVE;
    },
    Pair(_, pair) {
      if (!isScalar(pair.key) || !isScalar(pair.value)) return;
      const key = String(pair.key.value);
      if (typeof pair.value.value !== 'string') return;
      const at = pair.value.range?.[0] ?? 0;
      if (key.endsWith('_file')) {
        const secret = around.readSecretFile(pair.value.value)?.trim();
        // Also where it can't be read: that is one mistake, and not an unknown setting beside it.
        pair.key.value = key.slice(0, -'_file'.length);
        if (secret === undefined)
          report(
            at,
            'secret-file',
            // Not what stands there: it may be the secret itself.
            `${isSpeakableKey(key, pair.value.value) ? key : 'The setting'}: its file can't be read.`,
            'Check its path and rights. For the secret itself, leave `_file` out of the name.',
          );
        else {
          pair.value.value = secret;
          secrets.push(secret);
        }
      } else if (secretKeys.test(key) && !pair.value.value.includes('${'))
        secrets.push(pair.value.value);
    },
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return;
      const text = node.value.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
        const found = around.environment[name];
        if (found !== undefined && found !== '') {
          secrets.push(found);
          return found;
        }
        report(
          node.range?.[0] ?? 0,
          'variable-missing',
          `The environment variable ${name} is not set.`,
          `Set ${name}, or write the value in another way.`,
        );
        return whole;
      });
      node.value = text;
      secrets.push(...passwordsIn(text));
    },
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const offsetOf = (path: readonly PropertyKey[], of: 'key' | 'value'): number | undefined => {
    const key = keyOf(document.getIn(path.slice(0, -1), true), path.at(-1));
    const value = document.getIn(path, true);
    // A map or a list begins behind its key, often on a line of its own.
    const node = key && (of === 'key' || isCollection(value)) ? key : value;
    return isNode(node) ? node.range?.[0] : undefined;
  };
  const locate = (path: readonly PropertyKey[], of: 'key' | 'value'): Place => {
    for (let length = path.length; length > 0; length -= 1) {
      const offset = offsetOf(path.slice(0, length), of);
      if (offset !== undefined) return placeAt(offset);
    }
    return { line: 1, column: 1 };
  };
  return {
    value: document.errors.length > 0 ? null : document.toJS(),
    diagnostics,
    secrets,
    locate: (path) => locate(path, 'value'),
    locateKey: (path) => locate(path, 'key'),
  };
}

const keyOf = (map: unknown, key: PropertyKey | undefined): unknown =>
  isMap(map)
    ? map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.key
    : undefined;

/** The password of an address, as it is written there and as it is meant. */
export function passwordsIn(text: string): readonly string[] {
  const password = URL.parse(text)?.password ?? '';
  if (password === '') return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
