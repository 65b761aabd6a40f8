import type { SheetReader } from '../../application/ports/sheets.ts';
import { readAllowed } from './read-allowed.ts';
import { readBaseline } from './read-baseline.ts';
import { readMails } from './read-mails.ts';
import { readManifest } from './read-manifest.ts';
import { readSheet } from './read-sheet.ts';

/** Reads sheets and manifests, wherever they lie. */
export const sheetReader: SheetReader = {
  readSheet,
  readManifest,
  readMails,
  readBaseline,
  readAllowed,
};
