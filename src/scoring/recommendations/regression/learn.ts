import { type Calibration, calibrate } from "../../../math/calibration.ts";
import type { CoMoments } from "../../../math/co-moments.ts";
import { pick } from "../../../math/pick.ts";
import type { History } from "../history.ts";
import { DAY } from "../likings.ts";
import type { HeldOut, Tools } from "../recommender.ts";
import { type Exam, examOf } from "./exams.ts";
import { FEATURES, featureNamed } from "./features.ts";
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
/** So many pairs of a customer and a product show how probable a score makes a purchase. */
const MOST_PAIRS = 1_000_000;
const LEAST_HITS_OF_BIN = 10;

type Fit = (moments: CoMoments) => LinearModel;

const NAMES = FEATURES.map(({ name }) => name);
/** They change no ranking, and how probable purchases are a lot. */
const KEPT = ["purchases", "daysSinceLast", "daysSinceFirst"].map((name) => NAMES.indexOf(name));

/**
 * Features are chosen on held-out time: weights from what customers of an earlier past then came to have, judged by how
 * they rank what customers of the later past came to have. With the chosen ones the model is fitted to the newest, and its
 * scores are calibrated there. It is used with what is known today.
 */
export function learn(history: History, tools: Tools): RegressionModel {
  const held = tools.holdOut(history);
  const customers = customersOf(held, tools, "the newest part of the history");
  const earlier = tools.holdOut(held.past);
  const earlierCustomers = customersOf(earlier, tools, "the part of the history before its newest");
  const ground = groundOf(held.past);
  const { sampler, exams } = gather(held, ground, customers, tools, MOST_EXAMS);
  const ofEarlier = gather(earlier, groundOf(earlier.past), earlierCustomers, tools, 0).sampler.moments();
  const { chosen: selected, ridge, ndcg, steps, leftOut } = selectFeatures(ofEarlier, exams, NAMES, KEPT);
  const moments = sampler.moments();
  const chosen = selected.filter((column) => moments.deviation(column) > 0);
  if (chosen.length === 0) throw new NothingVaries();
  const fit: Fit = (rows) => fitLinear(rows, NAMES, chosen, ridge);
  const linear = fit(moments);
  const shown = pick(customers, pairsOf(ground), tools.random);
  const { calibration, ...calibratedOn } = calibrateAcross(held, ground, shown, halvesOf(sampler, chosen, fit, linear));
  const horizonDays = (history.now - held.past.now) / DAY;
  const purchases = purchasesOf(held, customers);
  const { condition } = linear;
  return {
    ground: groundOf(history, linear.features),
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

const pairsOf = ({ products }: Ground): number => Math.ceil(MOST_PAIRS / Math.max(1, products));

function customersOf(held: HeldOut, { random }: Tools, part: string): number[] {
  const customers = pick(customersWithPast(held), MOST_CUSTOMERS, random);
  const purchases = purchasesOf(held, customers);
  if (purchases < LEAST_PURCHASES) throw new TooLittleHistory(purchases, LEAST_PURCHASES, part);
  return customers;
}

/** The rows to fit to, and of some customers who came to have something everything, to judge rankings by. */
function gather(held: HeldOut, ground: Ground, customers: readonly number[], { random }: Tools, most: number) {
  const buyers = customers.filter((customer) => (held.targets[customer]?.length ?? 0) > 0);
  const examined = new Set(pick(buyers, most, random));
  const sampler = new RowSampler(held, customers, random);
  const exams: Exam[] = [];
  for (const each of casesOf(held, ground, FEATURES, customers)) {
    sampler.add(each);
    if (examined.has(each.customer)) exams.push(examOf(ground, each));
  }
  return { sampler, exams };
}

/**
 * For each half of the customers the model that is fitted to the other: its scores of them are not flattered. Where few
 * customers leave a feature without any variation in a half, the model of all stands for both.
 */
function halvesOf({ halves }: RowSampler, chosen: readonly number[], fit: Fit, whole: LinearModel): LinearModel[] {
  const fits = halves.every((half) => chosen.every((column) => half.deviation(column) > 0));
  return halves.map((half) => (fits ? fit(half) : whole)).reverse();
}

/** From all candidates of some customers, none of them left out: sampled ones would make purchases look probable. */
function calibrateAcross(
  held: HeldOut,
  ground: Ground,
  customers: readonly number[],
  models: readonly LinearModel[],
): { calibration: Calibration; pairs: number; purchases: number } {
  const [scores, hits]: [number[], number[]] = [[], []];
  const features = (models[0]?.features ?? []).map(featureNamed);
  for (const { customer, columns, candidates, wanted } of casesOf(held, ground, features, customers)) {
    const model = models[customer % 2];
    for (const product of candidates) {
      scores.push(
        columns.reduce(
          (sum, column, place) => sum + (model?.weights[place] ?? 0) * (column[product] ?? 0),
          model?.intercept ?? 0,
        ),
      );
      hits.push(wanted.has(product) ? 1 : 0);
    }
  }
  const purchases = hits.reduce((sum, hit) => sum + hit, 0);
  const calibration = calibrate(Float64Array.from(scores), Uint8Array.from(hits), LEAST_HITS_OF_BIN);
  return { calibration, pairs: scores.length, purchases };
}
