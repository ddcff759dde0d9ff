import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { StartRefusal } from "../database/start-refusal.ts";
import { inThread } from "../in-thread.ts";
import {
  chart,
  type EvaluationReport,
  evaluate,
  goalsOf,
  NothingToEvaluate,
  protocolInWords,
  type Split,
} from "../scoring/plain.ts";
import { type Gathered, gatherInteractions } from "./gather-interactions.ts";
import { refuseUnwritable } from "./paths.ts";
import { progressReporter } from "./progress.ts";
import { recommendationsTable } from "./recommendations-table.ts";

export interface RecommendationsOptions {
  readonly data: string;
  readonly map: string;
  readonly products?: string;
  readonly customers?: string;
  readonly split?: Date;
  readonly holdout?: number;
  readonly k: number;
  readonly minimum?: number;
  readonly seed: number;
  readonly json?: string;
  readonly plot?: string | true;
}

export async function evaluateRecommendations(options: RecommendationsOptions): Promise<void> {
  const plot = options.plot === true ? "recommendations.svg" : options.plot;
  if (options.json !== undefined) await refuseUnwritable("--json", options.json);
  if (plot !== undefined) await refuseUnwritable("--plot", plot);
  const report = await measured(options);
  process.stdout.write(recommendationsTable(report));
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
  if (plot !== undefined) await writeFile(plot, chart(report));
}

async function measured(options: RecommendationsOptions): Promise<EvaluationReport> {
  const started = performance.now();
  const split = splitOf(options);
  const minimum = options.minimum ?? ("share" in split ? 5 : 1);
  const gathered = await gatherInteractions(options);
  const { read: rows, ...rowCounts } = gathered.rows;
  const protocol = { split, goals: goalsOf(gathered.interactions, split), k: options.k, seed: options.seed };
  const { counts, results, refused } = await evaluated(gathered, { protocol, minimum });
  return {
    kind: "recommendations",
    protocol: protocolInWords(protocol, minimum),
    rows,
    seconds: (performance.now() - started) / 1000,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
    k: options.k,
    files: {
      data: basename(options.data),
      map: basename(options.map),
      ...(options.products !== undefined && { products: basename(options.products) }),
      ...(options.customers !== undefined && { customers: basename(options.customers) }),
    },
    rowCounts,
    counts,
    results,
    refused,
  };
}

function splitOf({ split, holdout }: RecommendationsOptions): Split {
  if (split !== undefined) return { at: split.getTime() };
  if (holdout !== undefined) return { share: holdout };
  throw new StartRefusal("say how the test is held out: --split 2026-09-01, or --holdout 0.2");
}

async function evaluated(
  { interactions, facts }: Gathered,
  rest: Pick<Parameters<typeof evaluate>[0], "protocol" | "minimum">,
) {
  let share = 0;
  const progress = progressReporter(process.stderr, { label: "strategies", unit: "fits", share: () => share });
  let fits = 0;
  const onProgress = (now: number, done: number) => {
    [share, fits] = [now, done];
    progress.update(done);
  };
  try {
    const found = await evaluate({
      ...rest,
      interactions,
      facts,
      threads: availableParallelism(),
      inThread,
      onProgress,
    });
    share = 1;
    return found;
  } catch (error) {
    if (error instanceof NothingToEvaluate) throw new StartRefusal(error.message);
    throw error;
  } finally {
    progress.stop(fits);
  }
}
