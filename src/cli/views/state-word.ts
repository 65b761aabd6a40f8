import { styled } from '../terminal.ts';

const colours: Readonly<Record<string, Parameters<typeof styled>[0]>> = {
  posted: 'green',
  failed: 'red',
  unconfirmed: 'red',
  missed: 'red',
  invalid: 'magenta',
  awaiting: 'yellow',
  pending: 'yellow',
  cancelled: 'dim',
};

/** A state in the colour that it has everywhere. */
export const stateWord = (state: string): string => styled(colours[state] ?? 'cyan', state);
