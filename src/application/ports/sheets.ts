import type { Baseline } from '../../domain/baseline.ts';
import type { Allowed } from '../../domain/checks/allowances.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { MailFile } from '../../domain/mail.ts';
import type { Result } from '../../domain/result.ts';
import type { Manifest, Sheet } from '../../domain/sheet.ts';

export interface SheetFile {
  /** In the repository; its ending says CSV or JSON. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Reads the files of a week, with line and column for each value. */
export interface SheetReader {
  readSheet(file: SheetFile): Result<Sheet, readonly Diagnostic[]>;
  readManifest(file: SheetFile): Result<Manifest, readonly Diagnostic[]>;
  readMails(file: SheetFile): Result<MailFile, readonly Diagnostic[]>;
  readBaseline(file: SheetFile): Baseline;
  readAllowed(file: SheetFile): Allowed;
}
