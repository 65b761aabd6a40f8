/** One thing that was looked at. */
export interface DoctorCheck {
  readonly name: string;
  /** `problem` needs a person; `note` is worth knowing. */
  readonly result: 'ok' | 'note' | 'problem';
  readonly message: string;
  /** What to do about a problem; empty where there is nothing to do. */
  readonly remedy: string;
}

export const ok = (name: string, message: string): DoctorCheck => ({
  name,
  result: 'ok',
  message,
  remedy: '',
});

export const note = (name: string, message: string, remedy = ''): DoctorCheck => ({
  name,
  result: 'note',
  message,
  remedy,
});

export const problem = (name: string, message: string, remedy: string): DoctorCheck => ({
  name,
  result: 'problem',
  message,
  remedy,
});
