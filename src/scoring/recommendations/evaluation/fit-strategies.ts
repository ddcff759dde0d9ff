import type { InThread } from "../../../threads/run-in-thread.ts";
import type { History } from "../history.ts";
import type { Recommender, Settings } from "../recommender.ts";
import { RECOMMENDERS } from "../recommenders/index.ts";
import { BASELINES } from "./baselines.ts";
import type { Learned, MeasureWork, StrategyWork } from "./evaluate.tasks.ts";
import type { Lists } from "./measure.ts";
import type { Protocol } from "./protocol.ts";
import { mostTrials, type Trial, type Tuned } from "./tune.ts";

export interface Fitted {
  readonly strategy: string;
  readonly settings: Settings;
  readonly trials: readonly Trial[];
  readonly trainSeconds: number;
  readonly evidence?: Readonly<Record<string, unknown>>;
  /** The products recommended to each customer, k a customer; left out where the strategy could not learn. */
  readonly lists?: Int32Array;
  readonly refused?: string;
}

interface Means {
  readonly protocol: Protocol;
  readonly threads: number;
  readonly inThread: InThread;
  readonly onProgress: (share: number, fits: number) => void;
}

const LOOK_MS = 200;
/** Those that fit others, or themselves again and again, inside their own fit: as long as so many fits of others. */
const LONG_FITS: Readonly<Record<string, number>> = { HYBRID: 12, REGRESSION: 12 };

const effortOf = (recommender: Recommender): number => mostTrials(recommender) + (LONG_FITS[recommender.code] ?? 1);

/**
 * Tunes each strategy inside the training, fits it on the whole of it and recommends to the customers; as many strategies at
 * a time as there are threads. HYBRID comes last, with what was chosen for the others.
 */
export async function fitStrategies(training: History, customers: Int32Array, means: Means): Promise<Fitted[]> {
  const strategies = [...BASELINES, ...RECOMMENDERS];
  const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const expected = strategies.reduce((sum, each) => sum + effortOf(each), 0);
  let finished = 0; // fits that tuning turned out not to need count as done once it has ended
  const look = setInterval(() => {
    const fits = done[0] ?? 0;
    means.onProgress(Math.min(1, Math.max(fits, finished) / expected), fits);
  }, LOOK_MS);
  const chosen: Record<string, Settings> = {};
  const { protocol, threads } = means;
  const fit = async (recommender: Recommender): Promise<Fitted> => {
    const work = { strategy: recommender.code, training, protocol, threads, done };
    const fitted = await fitOne(recommender, { ...work, customers, chosen }, means.inThread);
    if (fitted.refused === undefined) chosen[recommender.code] = fitted.settings;
    finished += effortOf(recommender);
    return fitted;
  };
  try {
    const alone = strategies.filter(({ code }) => code !== "HYBRID").reverse(); // those that take longest first
    const fitted = await inParallel(alone, threads, fit);
    const blended = await inParallel(
      strategies.filter(({ code }) => code === "HYBRID"),
      1,
      fit,
    );
    return [...blended, ...fitted];
  } finally {
    clearInterval(look);
  }
}

type FitWork = Omit<MeasureWork, "settings">;

async function fitOne(recommender: Recommender, work: FitWork, inThread: InThread): Promise<Fitted> {
  const strategy = recommender.code;
  const nothing = { strategy, settings: {}, trials: [], trainSeconds: 0 };
  const { customers: _, chosen: __, ...tuning } = work;
  const tuned = await tuneIn(recommender, tuning, inThread);
  if ("refused" in tuned) return { ...nothing, refused: tuned.refused };
  const { settings, trials } = tuned.result;
  const measured = await inThread<Learned<Lists>>({ kind: "measureStrategy", ...work, settings });
  if ("refused" in measured) return { ...nothing, refused: measured.refused };
  const { products, trainSeconds, evidence } = measured.result;
  return { strategy, settings, trials, trainSeconds, lists: products, ...(evidence && { evidence }) };
}

async function tuneIn(recommender: Recommender, work: StrategyWork, inThread: InThread): Promise<Learned<Tuned>> {
  if (Object.keys(recommender.settings).length === 0) return { result: { settings: {}, trials: [] } };
  return inThread<Learned<Tuned>>({ kind: "tuneStrategy", ...work });
}

/** At most so many at a time, the results in the order of the items. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  most: number,
  perform: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = [...items.entries()];
  const workers = Array.from({ length: most }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [place, item] = next;
      results[place] = await perform(item);
    }
  });
  await Promise.all(workers);
  return results;
}
