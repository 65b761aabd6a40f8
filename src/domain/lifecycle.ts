/** The states of a delivery: one post to one target. `held` is a flag beside them, not a state. */
export const deliveryStates = [
  'pending',
  'approved',
  'scheduled',
  'publishing',
  'unconfirmed',
  'awaiting',
  'posted',
  'failed',
  'missed',
  'invalid',
  'cancelled',
] as const;

export type DeliveryState = (typeof deliveryStates)[number];

/** What each state means, in the words of the documentation. */
export const stateMeanings: Readonly<Record<DeliveryState, string>> = {
  pending: 'waits for approval of its content',
  approved: 'its content is approved; waits to be put on the schedule',
  scheduled: 'goes out when it is due and its account is free',
  publishing: 'an attempt is committed; its request may be on its way',
  unconfirmed: 'an attempt has no known outcome; evidence is looked for',
  awaiting: 'a person posts it by hand',
  posted: 'it is public',
  failed: 'definitely not public, and no attempt is left',
  missed: 'was not out in time; goes out only if a person orders it',
  invalid: 'its row fails a check',
  cancelled: 'its row is gone, or git says that it is posted already',
};

/** `new` stands for a row that has no delivery yet. */
export type Origin = DeliveryState | 'new';

/** What a guard may look at. The caller computes it; the state machine decides. */
export interface Circumstances {
  /** Definite failures that this delivery may still have before it is `failed`. Two at the start. */
  readonly attemptsLeft: number;
  /** Parts of a thread that are already public. Zero for anything else. */
  readonly partsPublished: number;
  readonly held: boolean;
  /** The approved content hash is the present one. */
  readonly approvalCurrent: boolean;
  /** The row is in the sheet and passes the checks; or a part is public, and its row decides no more. */
  readonly rowInOrder: boolean;
}

export const guards = {
  'the approval is for the present content': (at: Circumstances) => at.approvalCurrent,
  'not held, and the approval is for the present content': (at: Circumstances) =>
    !at.held && at.approvalCurrent,
  'not held, the row is there and valid, and the approval is for the present content': (
    at: Circumstances,
  ) => !at.held && at.rowInOrder && at.approvalCurrent,
  'the content differs from what was approved': (at: Circumstances) => !at.approvalCurrent,
  'another attempt is left': (at: Circumstances) => at.attemptsLeft > 1,
  'that was the last attempt': (at: Circumstances) => at.attemptsLeft <= 1,
  'no part is public yet': (at: Circumstances) => at.partsPublished === 0,
} as const;

export interface Transition {
  readonly from: readonly Origin[];
  readonly event: string;
  readonly to: DeliveryState;
  /** The condition under which this line applies; none means always. */
  readonly when?: keyof typeof guards;
  /** People are told on entering the state. */
  readonly notify?: true;
  /** What the line means, in the words of the documentation. */
  readonly why: string;
}

const unsent: readonly DeliveryState[] = [
  'pending',
  'approved',
  'scheduled',
  'awaiting',
  'failed',
  'missed',
  'invalid',
];

/**
 * Every way in which a delivery changes state, as data: the state machine, its tests and the
 * documentation all read this table, so none of them can say something else.
 */
export const transitions = [
  {
    from: ['new'],
    event: 'row-arrived',
    to: 'pending',
    why: 'a row of the sheet names this target',
  },
  {
    from: ['new', 'pending', 'approved', 'scheduled', 'invalid'],
    event: 'row-invalid',
    to: 'invalid',
    when: 'no part is public yet',
    notify: true,
    why: 'the row fails a check',
  },
  { from: ['invalid'], event: 'row-mended', to: 'pending', why: 'the row passes the checks again' },
  {
    from: ['pending'],
    event: 'approved',
    to: 'approved',
    when: 'the approval is for the present content',
    why: 'git or a person approved this content',
  },
  {
    from: ['approved'],
    event: 'instant-known',
    to: 'scheduled',
    when: 'not held, the row is there and valid, and the approval is for the present content',
    why: 'the instant is known and the account is usable',
  },
  {
    from: ['pending', 'approved', 'scheduled', 'failed', 'missed'],
    event: 'content-edited',
    to: 'pending',
    when: 'no part is public yet',
    why: 'copy, link, title, media, place or local time changed: the approval was for other content',
  },
  {
    from: ['approved', 'scheduled'],
    event: 'approval-withdrawn',
    to: 'pending',
    when: 'no part is public yet',
    why: 'the sheet went back to draft, or a person took the approval back',
  },
  {
    from: ['pending', 'approved', 'scheduled', 'failed', 'missed', 'invalid'],
    event: 'row-removed',
    to: 'cancelled',
    when: 'no part is public yet',
    why: 'the row is gone from the sheet',
  },
  { from: ['cancelled'], event: 'row-back', to: 'pending', why: 'the row is back, not approved' },
  {
    from: unsent,
    event: 'marked-posted-in-git',
    to: 'cancelled',
    why: 'marked posted in git: never published by us',
  },
  {
    from: [...unsent, 'cancelled'],
    event: 'resolved-posted',
    to: 'posted',
    why: 'a person says that it is out, and where',
  },
  {
    from: [...unsent, 'cancelled'],
    event: 'accepted-late',
    to: 'posted',
    why: 'the proof of the network came late: it is public',
  },
  {
    from: ['pending', 'approved', 'scheduled'],
    event: 'too-late',
    to: 'missed',
    when: 'no part is public yet',
    notify: true,
    why: 'not out within late_after of its instant',
  },
  {
    from: ['scheduled'],
    event: 'claimed',
    to: 'publishing',
    when: 'not held, and the approval is for the present content',
    why: 'an attempt is committed; the request may leave',
  },
  {
    from: ['scheduled'],
    event: 'claimed',
    to: 'pending',
    when: 'the content differs from what was approved',
    notify: true,
    why: 'the content differs from what was approved',
  },
  {
    from: ['scheduled'],
    event: 'claimed-assisted',
    to: 'awaiting',
    when: 'not held, and the approval is for the present content',
    notify: true,
    why: 'a person posts this one by hand',
  },
  {
    from: ['scheduled'],
    event: 'claimed-assisted',
    to: 'pending',
    when: 'the content differs from what was approved',
    notify: true,
    why: 'the content differs from what was approved',
  },
  {
    from: ['awaiting'],
    event: 'not-posted-by-hand',
    to: 'failed',
    why: 'a person says that it is not out, and gives it back',
  },
  {
    from: ['scheduled', 'awaiting'],
    event: 'restored',
    to: 'unconfirmed',
    why: 'the database was restored from a copy: the original may have published it since',
  },
  {
    from: ['scheduled', 'unconfirmed'],
    event: 'thread-cut',
    to: 'failed',
    notify: true,
    why: 'nothing tells the id of the last part that is public: the next one would reply to nothing',
  },
  { from: ['publishing'], event: 'accepted', to: 'posted', why: 'the network gave proof' },
  {
    from: ['publishing'],
    event: 'part-accepted',
    to: 'scheduled',
    why: 'this part of the thread is public: the next one waits until it may leave',
  },
  {
    from: ['publishing'],
    event: 'rejected',
    to: 'scheduled',
    when: 'another attempt is left',
    why: 'definitely not public: tried once more in ten minutes',
  },
  {
    from: ['publishing'],
    event: 'rejected',
    to: 'failed',
    when: 'that was the last attempt',
    notify: true,
    why: 'definitely not public, twice',
  },
  {
    from: ['publishing'],
    event: 'deferred',
    to: 'scheduled',
    why: 'the network asked to wait: at the time that it announced',
  },
  {
    from: ['publishing'],
    event: 'unauthorised',
    to: 'scheduled',
    why: 'the token was refused: when the account works again',
  },
  {
    from: ['publishing'],
    event: 'released',
    to: 'scheduled',
    why: 'stopped by us before the first byte: due again now',
  },
  {
    from: ['publishing'],
    event: 'unknown',
    to: 'unconfirmed',
    why: 'no answer tells whether it is public',
  },
  {
    from: ['unconfirmed'],
    event: 'found',
    to: 'posted',
    why: 'evidence shows that it is public',
  },
  {
    from: ['unconfirmed'],
    event: 'part-found',
    to: 'scheduled',
    why: 'evidence shows that this part of the thread is public: on with the next',
  },
  {
    from: ['unconfirmed'],
    event: 'absent',
    to: 'scheduled',
    when: 'another attempt is left',
    why: 'proven not to be public: tried once more in ten minutes',
  },
  {
    from: ['unconfirmed'],
    event: 'absent',
    to: 'failed',
    when: 'that was the last attempt',
    notify: true,
    why: 'proven not to be public, and no attempt is left',
  },
  {
    from: ['failed', 'missed'],
    event: 'rerun',
    to: 'scheduled',
    when: 'not held, the row is there and valid, and the approval is for the present content',
    why: 'ordered again by a person, with a fresh pair of attempts',
  },
] as const satisfies readonly Transition[];

export type DeliveryEvent = (typeof transitions)[number]['event'];
