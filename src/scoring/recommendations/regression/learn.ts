import type { CoMoments } from "../../../math/co-moments.ts";
import { pick } from "../../../math/pick.ts";
import type { History } from "../history.ts";
import { DAY } from "../likings.ts";
import type { HeldOut, Tools } from "../recommender.ts";
import { calibrated, halvesOf, ofEachOf, pairsOf } from "./calibrate-scores.ts";
import { contendersOf } from "./contenders.ts";
import { type Contender, Contest } from "./contest.ts";
import { type Exam, examOf } from "./exams.ts";
import type { Feature } from "./feature-kinds.ts";
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
/** The same where contenders are told apart: each of them has its own. */
const MOST_PAIRS_OF_CONTENDER = 100_000;
/** So many periods before the newest may be learned from: one alone has one season, and few purchases in a small shop. */
const MOST_PERIODS = 3;

const NAMES = FEATURES.map(({ name }) => name);
/** They order the many products beyond the first twenty, which NDCG does not see. */
const OF_TASTE = ["taste", "categoryInterest", "categoryServed", "categoryMonth", "shareOfCategory", "monthPopularity"];
/** They change no ranking, and how probable purchases are a lot. */
const OF_CUSTOMER = ["visits", "purchases", "daysSinceLast", "daysSinceFirst"];
/** What is in from the start. A history of purchases alone, or without categories, has little use for features of taste. */
const STARTS = [[...OF_TASTE, ...OF_CUSTOMER], OF_CUSTOMER].map((names) => names.map((name) => NAMES.indexOf(name)));

/**
 * Features are chosen on held-out time, from each start: weights from what customers of an earlier past then came to have,
 * judged by how they rank what some customers of the later past came to have. With weights of one earlier period and of
 * several, the choices are then held against each other on all that customers of the later past came to have. The winner is
 * fitted to that period as well, and its scores are calibrated there. It is used with what is known today.
 */
export function learn(history: History, tools: Tools): RegressionModel {
  const held = tools.holdOut(history);
  const customers = customersOf(held, tools, "the newest part of the history");
  const ground = groundOf(held.past, held.goals);
  const { used, contenders } = contendersFor(held, ground, customers, tools);
  const { sampler, winner, standings } = holdContest(contenders, held, ground, used, customers, tools);
  const moments = sampler.moments().plus(winner.moments);
  const names = used.map(({ name }) => name);
  const fit = (rows: CoMoments): LinearModel => fitLinear(rows, names, winner.chosen, winner.selection.ridge);
  const linear = fit(moments);
  const halves = sampler.halves.map((half) => half.plus(winner.moments));
  const models = halvesOf(halves, winner.chosen, fit, linear);
  const sample = { most: MOST_PAIRS, random: tools.random };
  const { calibration, ...calibratedOn } = calibrated(pairsOf(held, ground, customers, models, sample));
  const { ridge, ndcg, steps, leftOut } = winner.selection;
  return {
    ground: groundOf(history, held.goals, linear.features),
    linear,
    calibration,
    learned: {
      horizonDays: (history.now - held.past.now) / DAY,
      customers: customers.length,
      purchases: purchasesOf(held, customers),
      condition: linear.condition,
      ridge,
      ndcg,
      steps,
      leftOut,
      contest: standings,
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

/** What is chosen from each start, with the features that any of them has: of other periods no others are computed. */
function contendersFor(held: HeldOut, ground: Ground, customers: readonly number[], tools: Tools) {
  const earlier = tools.holdOut(held.past);
  const ofEarlier = customersOf(earlier, tools, "the part of the history before its newest");
  const first = momentsOf(earlier, groundOf(earlier.past, earlier.goals), FEATURES, ofEarlier, tools);
  const exams = examsOf(held, ground, customers, tools);
  const selections = STARTS.map((kept) => selectFeatures(first, exams, NAMES, kept));
  const columns = [...FEATURES.keys()].filter((column) => selections.some(({ chosen }) => chosen.includes(column)));
  if (columns.length === 0) throw new NothingVaries();
  const used = FEATURES.filter((_, column) => columns.includes(column));
  const newest = first.only([...columns, FEATURES.length]);
  const periods = [newest, ...momentsBefore(earlier.past, used, tools, newest.origin)];
  return { used, contenders: contendersOf(selections, columns, periods, NAMES) };
}

/** What customers of earlier and earlier pasts then came to have, as far back as there is enough of it. */
function momentsBefore(past: History, features: readonly Feature[], tools: Tools, origin: Float64Array): CoMoments[] {
  const periods: CoMoments[] = [];
  const names = features.map(({ name }) => name);
  for (let known = past; periods.length + 1 < MOST_PERIODS; ) {
    const earlier = tools.holdOut(known);
    const customers = pick(customersWithPast(earlier), MOST_CUSTOMERS, tools.random);
    if (purchasesOf(earlier, customers) < LEAST_PURCHASES) break;
    const ground = groundOf(earlier.past, earlier.goals, names);
    periods.push(momentsOf(earlier, ground, features, customers, tools, origin));
    known = earlier.past;
  }
  return periods;
}

function momentsOf(
  held: HeldOut,
  ground: Ground,
  features: readonly Feature[],
  customers: readonly number[],
  { random }: Tools,
  origin?: Float64Array,
): CoMoments {
  const sampler = new RowSampler(held, customers, random, origin);
  for (const each of casesOf(held, ground, features, customers)) sampler.add(each);
  return sampler.moments();
}

/** Of some customers who came to have something everything, to judge rankings by. */
function examsOf(held: HeldOut, ground: Ground, customers: readonly number[], { random }: Tools): Exam[] {
  const buyers = customers.filter((customer) => (held.targets[customer]?.length ?? 0) > 0);
  const exams: Exam[] = [];
  for (const each of casesOf(held, ground, FEATURES, pick(buyers, MOST_EXAMS, random))) {
    exams.push(examOf(ground, each));
  }
  return exams;
}

/** Once over the newest period for both: the rows to fit to, and which contender is believed. */
function holdContest(
  contenders: readonly Contender[],
  held: HeldOut,
  ground: Ground,
  features: readonly Feature[],
  customers: readonly number[],
  { random }: Tools,
) {
  const origin = contenders[0]?.moments.origin;
  const sampler = new RowSampler(held, customers, random, origin);
  const contest = new Contest(contenders, { ofEach: ofEachOf(MOST_PAIRS_OF_CONTENDER, customers), random });
  for (const each of casesOf(held, ground, features, customers)) {
    sampler.add(each);
    contest.add(each);
  }
  return { sampler, ...contest.decide() };
}
