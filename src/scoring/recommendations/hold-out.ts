import { type History, keepTouches, touchedProducts } from "./history.ts";
import type { HeldOut } from "./recommender.ts";
import { sittingBegin } from "./sessions.ts";

/** So that ceil(0.07 * 100) is 7: 0.07 * 100 is a little more in binary. */
const ROUNDING = 1e-9;

/** For each customer the touch with which their future begins: the first that is held out. */
export type Cuts = Int32Array;

/** One moment for everybody. */
export function cutsAt({ customers, starts, at }: History, moment: number): Cuts {
  return Int32Array.from(customers, (_, customer) => {
    const [from, to] = [starts[customer] ?? 0, starts[customer + 1] ?? 0];
    let cut = from;
    while (cut < to && (at[cut] ?? 0) < moment) cut++;
    return cut;
  });
}

/**
 * The moment before which a share of all touches lies; where that many share the first moment, the next one, so that there is
 * a past.
 */
export function momentOfShare({ at }: History, share: number): number {
  const moments = Float64Array.from(at).sort();
  const moment = moments[Math.min(moments.length - 1, Math.floor(share * moments.length))] ?? 0;
  const [first = 0] = moments;
  return moment > first ? moment : (moments.find((each) => each > first) ?? moment);
}

/**
 * Each customer's own moment: of the products that they came to have, by the first time, the last ceil(share * n) are held
 * out. Customers who would be left without any keep all. In a history that also has weaker touches, such as views, the whole
 * sitting with the first of them is held out: else a look a minute before the purchase would tell what is to be guessed.
 */
export function cutsOfShare(history: History, share: number, goals: readonly number[]): Cuts {
  const { customers, starts, product, signal } = history;
  const bySittings = signal.some((code) => !goals.includes(code));
  return Int32Array.from(customers, (_, customer) => {
    const [from, to] = [starts[customer] ?? 0, starts[customer + 1] ?? 0];
    const met = new Set<number>();
    const firsts: number[] = [];
    for (let touch = from; touch < to; touch++) {
      if (!goals.includes(signal[touch] ?? -1) || met.has(product[touch] ?? -1)) continue;
      met.add(product[touch] ?? -1);
      firsts.push(touch);
    }
    const left = firsts.length - Math.ceil(share * firsts.length - ROUNDING);
    const cut = left < 1 ? to : (firsts[left] ?? to);
    return bySittings && cut < to ? sittingBegin(history, cut, from) : cut;
  });
}

/**
 * What is known before the cuts, and what there is to guess after them: for each customer with a past the products touched
 * by anybody before that they had not and came to have.
 */
export function holdOut(history: History, cuts: Cuts, goals: readonly number[]): HeldOut {
  const { customers, starts, product, signal } = history;
  const cutOf = cutOfTouch(history, cuts);
  const past = keepTouches(history, (touch) => touch < (cutOf[touch] ?? 0));
  const known = touchedProducts(past);
  const targets = customers.map((_, customer) => {
    const [from, cut, to] = [starts[customer] ?? 0, cuts[customer] ?? 0, starts[customer + 1] ?? 0];
    const had = new Set<number>();
    const guess = new Set<number>();
    for (let touch = from; touch < to && cut > from; touch++) {
      const place = product[touch] ?? 0;
      if (!goals.includes(signal[touch] ?? -1)) continue;
      if (touch < cut) had.add(place);
      else if (known[place] === 1 && !had.has(place)) guess.add(place);
    }
    return Int32Array.from(guess).sort();
  });
  return { past, goals, targets };
}

function cutOfTouch({ customers, starts, at }: History, cuts: Cuts): Int32Array {
  const cutOf = new Int32Array(at.length);
  for (let customer = 0; customer < customers.length; customer++) {
    cutOf.fill(cuts[customer] ?? 0, starts[customer], starts[customer + 1]);
  }
  return cutOf;
}
