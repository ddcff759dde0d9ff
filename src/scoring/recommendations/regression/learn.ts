import type { CoMoments } from "../../../math/co-moments.ts";
import { pick } from "../../../math/pick.ts";
import type { History } from "../history.ts";
import { DAY } from "../likings.ts";
import type { HeldOut, Tools } from "../recommender.ts";
import { calibrated, halvesOf, pairsOf } from "./calibrate-scores.ts";
import { type Exam, examOf } from "./exams.ts";
import { FEATURES } from "./features.ts";
import { fitLinear, type LinearModel } from "./fit-linear.ts";
import { casesOf, customersWithPast, RowSampler } from "./gather.ts";
import { type Ground, groundOf } from "./ground.ts";
import type { RegressionModel } from "./model.ts";
import { NothingVaries, TooLittleHistory } from "./refusals.ts";
import { selectFeatures } from "./select-features.ts";

const LEAST_PURCHASES = 30;
/** As many customers tell the weights well enough; more would only take longer. */
const MOST_CUSTOMERS = 4_000;
/** Rankings of as many are looked at whenever a feature is tried. */
const MOST_EXAMS = 300;
/** So many pairs of a customer and a product that came to nothing show how probable a score makes a purchase. */
const MOST_PAIRS = 1_000_000;

type Fit = (moments: CoMoments) => LinearModel;

const NAMES = FEATURES.map(({ name }) => name);
/** So many periods before the newest are learned from as well: one alone has one season, and few purchases in a small shop. */
const EARLIER_PERIODS = 3;
/** They order the many products beyond the first twenty, which NDCG does not see. */
const OF_TASTE = ["taste", "categoryInterest", "categoryServed", "categoryMonth", "shareOfCategory", "monthPopularity"];
/** They change no ranking, and how probable purchases are a lot. */
const OF_CUSTOMER = ["visits", "purchases", "daysSinceLast", "daysSinceFirst"];
const KEPT = [...OF_TASTE, ...OF_CUSTOMER].map((name) => NAMES.indexOf(name));

/**
 * Features are chosen on held-out time: weights from what customers of an earlier past then came to have, judged by how
 * they rank what customers of the later past came to have. With the chosen ones the model is fitted to the newest, and its
 * scores are calibrated there. It is used with what is known today.
 */
export function learn(history: History, tools: Tools): RegressionModel {
  const held = tools.holdOut(history);
  const customers = customersOf(held, tools, "the newest part of the history");
  const ground = groundOf(held.past, held.goals);
  const { sampler, exams } = gather(held, ground, customers, tools, MOST_EXAMS);
  const ofEarlier = momentsBefore(held, tools, sampler.origin);
  const { chosen: selected, ridge, ndcg, steps, leftOut } = selectFeatures(ofEarlier, exams, NAMES, KEPT);
  const moments = sampler.moments().plus(ofEarlier);
  const chosen = selected.filter((column) => moments.deviation(column) > 0);
  if (chosen.length === 0) throw new NothingVaries();
  const fit: Fit = (rows) => fitLinear(rows, NAMES, chosen, ridge);
  const linear = fit(moments);
  const models = halvesOf(
    sampler.halves.map((half) => half.plus(ofEarlier)),
    chosen,
    fit,
    linear,
  );
  const sample = { most: MOST_PAIRS, random: tools.random };
  const { calibration, ...calibratedOn } = calibrated(pairsOf(held, ground, customers, models, sample));
  const horizonDays = (history.now - held.past.now) / DAY;
  const purchases = purchasesOf(held, customers);
  const { condition } = linear;
  return {
    ground: groundOf(history, held.goals, linear.features),
    linear,
    calibration,
    learned: {
      horizonDays,
      customers: customers.length,
      purchases,
      condition,
      ridge,
      ndcg,
      steps,
      leftOut,
      calibratedOn,
    },
  };
}

const purchasesOf = ({ targets }: HeldOut, customers: readonly number[]): number =>
  customers.reduce((sum, customer) => sum + (targets[customer]?.length ?? 0), 0);

function customersOf(held: HeldOut, { random }: Tools, part: string): number[] {
  const customers = pick(customersWithPast(held), MOST_CUSTOMERS, random);
  const purchases = purchasesOf(held, customers);
  if (purchases < LEAST_PURCHASES) throw new TooLittleHistory(purchases, LEAST_PURCHASES, part);
  return customers;
}

/** What customers of earlier and earlier pasts then came to have, as far back as there is enough of it. */
function momentsBefore({ past }: HeldOut, tools: Tools, origin: Float64Array | undefined): CoMoments {
  const periods: CoMoments[] = [];
  for (let known = past; periods.length < EARLIER_PERIODS; ) {
    const earlier = tools.holdOut(known);
    const customers =
      periods.length === 0
        ? customersOf(earlier, tools, "the part of the history before its newest")
        : pick(customersWithPast(earlier), MOST_CUSTOMERS, tools.random);
    if (purchasesOf(earlier, customers) < LEAST_PURCHASES) break;
    periods.push(gather(earlier, groundOf(earlier.past, earlier.goals), customers, tools, 0, origin).sampler.moments());
    known = earlier.past;
  }
  return periods.reduce((sum, period) => sum.plus(period));
}

/** The rows to fit to, and of some customers who came to have something everything, to judge rankings by. */
function gather(
  held: HeldOut,
  ground: Ground,
  customers: readonly number[],
  { random }: Tools,
  most: number,
  origin?: Float64Array,
) {
  const buyers = customers.filter((customer) => (held.targets[customer]?.length ?? 0) > 0);
  const examined = new Set(pick(buyers, most, random));
  const sampler = new RowSampler(held, customers, random, origin);
  const exams: Exam[] = [];
  for (const each of casesOf(held, ground, FEATURES, customers)) {
    sampler.add(each);
    if (examined.has(each.customer)) exams.push(examOf(ground, each));
  }
  return { sampler, exams };
}
