import type { InThread } from "../../../threads/run-in-thread.ts";
import { type Facts, NO_FACTS } from "../build-history.ts";
import type { Interactions } from "../interactions.ts";
import { seededRandom } from "../training/seeded-random.ts";
import { POPULARITY } from "./baselines.ts";
import { compareStrategies } from "./compare.ts";
import { type Divided, divide, withAtLeast } from "./divide.ts";
import { type Fitted, fitStrategies } from "./fit-strategies.ts";
import { eachList, ownersOf } from "./measure.ts";
import { summarise } from "./metrics.ts";
import type { Protocol } from "./protocol.ts";
import type { EvaluationCounts, StrategyResult } from "./report.ts";

export interface Evaluation {
  readonly interactions: Interactions;
  readonly facts?: Facts;
  readonly protocol: Protocol;
  /** Distinct pairs that a customer or product has at least; 1 keeps all. */
  readonly minimum: number;
  readonly threads: number;
  readonly inThread: InThread;
  readonly onProgress: (share: number, fits: number) => void;
}

export interface Evaluated {
  readonly counts: EvaluationCounts;
  readonly results: readonly StrategyResult[];
  /** Strategies that could not learn from this history, and why. */
  readonly refused: readonly { readonly strategy: string; readonly reason: string }[];
}

/** Nothing can be measured: said in words for the person who runs the evaluation. */
export class NothingToEvaluate extends Error {
  override name = "NothingToEvaluate";
}

/** Every strategy tuned inside the training, fitted on all of it and measured on what came later. */
export async function evaluate(evaluation: Evaluation): Promise<Evaluated> {
  const { interactions, protocol, minimum, facts = NO_FACTS } = evaluation;
  const { split, goals } = protocol;
  const trained = (row: number): boolean => !("at" in split) || (interactions.at[row] ?? 0) < split.at;
  const kept = minimum > 1 ? withAtLeast(interactions, minimum, goals, trained) : () => true;
  const divided = divide(interactions, kept, protocol, facts);
  const customers = divided.targets.flatMap((wanted, customer) => (wanted.length > 0 ? [customer] : []));
  refuseNothing(evaluation, divided, customers.length);
  const fitted = await fitStrategies(divided.training, Int32Array.from(customers), evaluation);
  return {
    counts: countsOf(divided, customers, protocol),
    results: compareAll(divided, customers, fitted, protocol),
    refused: fitted.flatMap(({ strategy, refused }) => (refused === undefined ? [] : [{ strategy, reason: refused }])),
  };
}

function refuseNothing({ interactions, minimum }: Evaluation, { training }: Divided, customers: number): void {
  if (interactions.size === 0) {
    throw new NothingToEvaluate(
      "no row of the file touches a product: a touchpoint does by its sku, an order by its lines, and its type says how",
    );
  }
  const rare =
    minimum > 1 ? ` Customers and products with fewer than ${minimum} pairs were left out; --minimum 1 keeps all.` : "";
  const range = `The touches go from ${momentOf(interactions, Math.min)} to ${momentOf(interactions, Math.max)}.${rare}`;
  if (training.at.length === 0) {
    throw new NothingToEvaluate(`nothing is left to learn from: no touch lies in the training. ${range}`);
  }
  if (customers === 0) {
    throw new NothingToEvaluate(
      `there is nothing to guess: no customer of the training comes to have a known product later. ${range}`,
    );
  }
}

const momentOf = ({ at }: Interactions, choose: (left: number, right: number) => number): string =>
  new Date(at.reduce((chosen, moment) => choose(chosen, moment))).toISOString();

function countsOf(
  { training, targets, unknownCustomers }: Divided,
  customers: readonly number[],
  protocol: Protocol,
): EvaluationCounts {
  return {
    customers: training.customers.length,
    products: training.products.length,
    pairs: ownersOf(training, protocol.goals).reduce((sum, owners) => sum + owners, 0),
    targets: customers.reduce((sum, customer) => sum + (targets[customer]?.length ?? 0), 0),
    customersWithoutTarget: training.customers.length - customers.length,
    unknownCustomers,
  };
}

function compareAll(
  { training, targets }: Divided,
  customers: readonly number[],
  fitted: readonly Fitted[],
  { k, goals, seed }: Protocol,
): StrategyResult[] {
  const wanted = customers.map((customer) => new Set(targets[customer]));
  const catalogue = { owners: ownersOf(training, goals), customers: training.customers.length };
  const measured = fitted.flatMap(({ lists, ...each }) =>
    lists === undefined
      ? []
      : [{ ...each, summary: summarise(eachList(lists, customers.length, k), wanted, k, catalogue) }],
  );
  return compareStrategies(measured, { popularity: POPULARITY, random: seededRandom(seed) });
}
