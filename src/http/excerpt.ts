const longest = 200;

/**
 * The beginning of what a network said, on one line, fit for a message.
 *
 * @param secrets are blotted out, also as they look inside an address or in JSON
 */
export function excerpt(text: string, secrets: readonly string[]): string {
  // Control signs, and those that turn the direction of a line, would spoil a terminal.
  const line = blotted(text, secrets)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  const signs = [...line];
  return signs.length <= longest ? line : `${signs.slice(0, longest - 1).join('')}…`;
}

/** The same text, each secret in it blotted out. */
export function blotted(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap(formsOf)
    .sort((one, other) => other.length - one.length);
  return forms.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text);
}

/** How a text looks where it is quoted: in an address, in a form, and in JSON, also with PHP's `\/`. */
function formsOf(text: string): readonly string[] {
  const address = encodeURIComponent(text.toWellFormed());
  const inJson = JSON.stringify(text).slice(1, -1);
  const small = address.replace(/%../g, (code) => code.toLowerCase());
  const form = address.replaceAll('%20', '+');
  return [text, address, small, form, inJson, inJson.replaceAll('/', '\\/')];
}
