import type { InThread } from "../../../threads/run-in-thread.ts";
import type { History } from "../history.ts";
import { CannotLearn, type Recommender, type Settings, type Tools } from "../recommender.ts";
import { RECOMMENDERS } from "../recommenders/index.ts";
import { seededRandom } from "../training/seeded-random.ts";
import { teamInverse } from "../training/team-inverse.ts";
import { BASELINES } from "./baselines.ts";
import { type Lists, recommendToAll } from "./measure.ts";
import { type Protocol, validationOf } from "./protocol.ts";
import { type Tuned, tune } from "./tune.ts";

/** What a thread needs to know to work on a strategy. */
export interface StrategyWork {
  readonly strategy: string;
  readonly training: History;
  readonly protocol: Protocol;
  /** How many threads an inverse may take. */
  readonly threads: number;
  /** In shared memory: counts the fits that are done. */
  readonly done: Int32Array;
}

export interface MeasureWork extends StrategyWork {
  readonly settings: Settings;
  readonly chosen: Tools["chosen"];
  /** To whom it recommends. */
  readonly customers: Int32Array;
}

/** What came of the work, or why the strategy could not learn: an error would lose its class between threads. */
export type Learned<Result> = { readonly result: Result } | { readonly refused: string };

const STRATEGIES = [...BASELINES, ...RECOMMENDERS];

export const tuneStrategy = (work: StrategyWork, inThread: InThread): Promise<Learned<Tuned>> =>
  withTools(work, {}, inThread, (recommender, tools) =>
    tune(recommender, work.training, tools, work.protocol.k, () => Atomics.add(work.done, 0, 1)),
  );

export const measureStrategy = (work: MeasureWork, inThread: InThread): Promise<Learned<Lists>> =>
  withTools(work, work.chosen, inThread, (recommender, tools) => {
    const { k, goals } = work.protocol;
    const options = { k, excluding: goals, clock: () => performance.now() };
    const lists = recommendToAll(recommender, work.training, work.settings, tools, work.customers, options);
    Atomics.add(work.done, 0, 1);
    return lists;
  });

async function withTools<Result>(
  { strategy, protocol, threads }: StrategyWork,
  chosen: Tools["chosen"],
  inThread: InThread,
  perform: (recommender: Recommender, tools: Tools) => Result,
): Promise<Learned<Result>> {
  const recommender = STRATEGIES.find(({ code }) => code === strategy);
  if (recommender === undefined) throw new Error(`There is no strategy ${strategy}`);
  const team = teamInverse(threads, inThread);
  const tools: Tools = {
    invert: team.invert,
    random: seededRandom(protocol.seed),
    holdOut: (history) => validationOf(history, protocol),
    chosen,
  };
  try {
    return { result: perform(recommender, tools) };
  } catch (error) {
    if (error instanceof CannotLearn) return { refused: error.message };
    throw error;
  } finally {
    await team.settled();
  }
}
