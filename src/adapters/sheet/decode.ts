import { finding } from '../../domain/checks/finding.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { failure, type Result, success } from '../../domain/result.ts';

const saveAsUtf8 =
  'Save the file as UTF-8: in Excel "CSV UTF-8", in Google Sheets and LibreOffice the default.';

/**
 * Bytes of a file as text. Only UTF-8 is read, with or without a byte order mark: other encodings
 * would be a guess, and a wrong guess is published.
 *
 * @param file path for the diagnostics
 * @param maximumBytes a larger file is refused before it is decoded
 */
export function decode(
  file: string,
  bytes: Uint8Array,
  maximumBytes: number,
): Result<string, readonly Diagnostic[]> {
  const start = { file, line: 1, column: 1 };
  if (bytes.byteLength > maximumBytes) {
    const message = `The file has ${bytes.byteLength} bytes; at most ${maximumBytes} are read.`;
    const hint = 'Split the sheet by week, and keep images and other files out of it.';
    return failure([finding('file-too-large', start, message, hint)]);
  }
  if (looksLikeUtf16(bytes))
    return failure([finding('file-encoding', start, 'The file is UTF-16, not UTF-8.', saveAsUtf8)]);
  try {
    return success(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    const place = firstInvalid(file, bytes);
    const message = 'The file is not UTF-8: here stand bytes that are no letter of it.';
    return failure([finding('file-encoding', place, message, saveAsUtf8)]);
  }
}

/**
 * By its mark, or by the zero in every other byte, and only there, that Latin letters of UTF-16
 * have: a program or a picture has zeros in all places.
 */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const zeros = [0, 0];
  const head = bytes.subarray(0, 64);
  head.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  return Math.max(...zeros) > head.length / 4 && Math.min(...zeros) === 0;
}

function firstInvalid(file: string, bytes: Uint8Array) {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for (let from = 0; from <= bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from);
    const part = bytes.subarray(from, end < 0 ? bytes.length : end);
    try {
      strict.decode(part);
    } catch {
      // Decoded leniently the bad byte becomes the replacement character: its index is the place.
      const shown = new TextDecoder('utf-8').decode(part);
      const before = shown.slice(0, Math.max(0, shown.indexOf('\ufffd')));
      return { file, line, column: [...before].length + 1 };
    }
    if (end < 0) break;
    from = end + 1;
  }
  return { file, line, column: 1 };
}
