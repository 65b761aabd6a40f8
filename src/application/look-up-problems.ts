import type { Problem } from '../domain/result.ts';

export const notRepeated: Problem = {
  code: 'repeat-not-wanted',
  message: 'It is held, paused or edited meanwhile, and asking again could publish it',
  remedy: 'Look at the account, then run `broadsheet resolve`, or let it go again.',
};

/** The original may have sent it again under another key: repeating this one could publish twice. */
export const notSeen: Problem = {
  code: 'look-up-absent',
  message: 'The network does not let its posts be looked for',
  remedy: 'Look at the account, then run `broadsheet resolve`.',
};

export const accountGone: Problem = {
  code: 'account-gone',
  message: 'The configuration no longer has the account that it was sent to',
  remedy: 'Put the account back, or look for it and run `broadsheet resolve`.',
};
