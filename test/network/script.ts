import { createHash } from 'node:crypto';
import { type Errand, errandOf, type Fault, type Lot, type Rule } from './fault.ts';

interface Request {
  readonly on: Errand;
  readonly account: string;
  /** Empty for a look-up and a removal. */
  readonly text: string;
}

interface Running {
  readonly rule: Rule;
  seen: number;
  fired: number;
}

/** Which fault strikes which request: by rules, else by lot, else none. */
export class Script {
  readonly #rules: Running[] = [];
  #lot: Lot | null = null;
  readonly #drawn = new Map<string, { draws: number; faults: number }>();

  add(rules: readonly Rule[]): void {
    for (const rule of rules) this.#rules.push({ rule, seen: 0, fired: 0 });
  }

  drawBy(lot: Lot): void {
    this.#lot = lot;
  }

  /** From now on nothing goes wrong. */
  calm(): void {
    this.#rules.length = 0;
    this.#lot = null;
  }

  /** @returns null where nothing goes wrong and nothing was told to */
  next(request: Request): Fault | null {
    const struck = this.#rules.filter((one) => strikes(one, request))[0];
    if (struck) {
      struck.fired += 1;
      return struck.rule.fault;
    }
    return this.#lot && this.#draw(this.#lot, request);
  }

  /**
   * The same for the same seed, whatever the order in which requests of several clients come: the
   * number depends on the post and on how often it was seen, and on nothing else.
   */
  #draw(lot: Lot, { on, account, text }: Request): Fault | null {
    const key = JSON.stringify([on, account, text]);
    const past = this.#drawn.get(key) ?? { draws: 0, faults: 0 };
    this.#drawn.set(key, past);
    past.draws += 1;
    if (past.faults >= lot.perPost) return null;
    const fitting = lot.faults.filter((one) => errandOf(one.fault) === on);
    const total = fitting.reduce((sum, one) => sum + one.weight, 0);
    let point = fraction(`${lot.seed} ${key} ${past.draws}`) * total;
    const found = fitting.find((one) => {
      point -= one.weight;
      return point < 0;
    });
    if (!found || found.fault.kind === 'none') return null;
    past.faults += 1;
    return found.fault;
  }
}

/** Counts what fits, so that `nth` can be told. */
function strikes(running: Running, request: Request): boolean {
  const { match, fault, times } = running.rule;
  if (errandOf(fault) !== request.on) return false;
  if (match.account !== undefined && match.account !== request.account) return false;
  if (match.text !== undefined && !request.text.includes(match.text)) return false;
  running.seen += 1;
  if (match.nth !== undefined && match.nth !== running.seen) return false;
  return times === null || running.fired < times;
}

/** From 0 to just under 1. */
const fraction = (text: string): number =>
  createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
