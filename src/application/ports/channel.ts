import type { Problem, Result } from '../../domain/result.ts';
import type { News } from './news.ts';

/** What a channel is given to tell. */
export interface Letter {
  /** The same at every try, so that a repeat can be recognised. */
  readonly id: string;
  /** ISO 8601, when it was written. */
  readonly at: string;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  /** What is in it, for receivers that are programs. */
  readonly news: readonly News[];
}

export interface ChannelProblem extends Problem {
  /** False: nobody answered, so that another letter would meet the same. */
  readonly answered: boolean;
}

/** One way to tell people, or to show that the loop is alive. */
export interface Channel {
  /** Unique within the configuration, and kept: what waits for it is stored under it. */
  readonly name: string;
  readonly on: readonly News['kind'][];
  /** Its receiver is on this machine. A rehearsal tells nobody else. */
  readonly local: boolean;
  /** Never throws, and ends within a minute. */
  send(letter: Letter): Promise<Result<void, ChannelProblem>>;
}
