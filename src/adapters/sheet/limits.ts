/** Caps that keep one file from stopping the loop. */
export interface SheetLimits {
  readonly fileBytes: number;
  /** Rows below the header. */
  readonly rows: number;
  /** UTF-8 bytes of one row as it stands in the file. */
  readonly rowBytes: number;
  /** Objects and arrays inside one another, in JSON. */
  readonly depth: number;
  /** Characters. */
  readonly postIdLength: number;
}

export const defaultLimits: SheetLimits = {
  fileBytes: 5_000_000,
  rows: 10_000,
  rowBytes: 65_536,
  depth: 8,
  postIdLength: 200,
};
