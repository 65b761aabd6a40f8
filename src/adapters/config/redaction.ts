/** Shorter ones would take words out of every text. */
const shortestSecret = 4;

/** Each once, the longest first: else one that is a part of another leaves a rest of that. */
export const redactable = (secrets: readonly string[]): readonly string[] =>
  [...new Set(secrets)]
    .filter((secret) => secret.length >= shortestSecret)
    .sort((a, b) => b.length - a.length);

export interface Redaction {
  /** Takes secrets out of a text. */
  redact(text: string): string;
  /** From now on takes these out too, in the place of the earlier ones of an owner. */
  conceal(owner: string, secrets: readonly string[]): void;
}

/** @param fixed secrets of the configuration; more come while we work */
export function redaction(fixed: readonly string[]): Redaction {
  const found = new Map<string, readonly string[]>();
  let all = redactable(fixed);
  return {
    redact: (text) => all.reduce((rest, secret) => rest.replaceAll(secret, '…'), text),
    conceal(owner, secrets) {
      if (redactable(secrets).every((secret) => all.includes(secret))) return;
      found.set(owner, secrets);
      all = redactable([...fixed, ...[...found.values()].flat()]);
    },
  };
}
