import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { Command, Option } from "commander";
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
} from "../scoring/index.ts";
import { moment, share as shareOf, wholeNumber } from "./arguments.ts";
import { type Gathered, gatherInteractions } from "./gather-interactions.ts";
import { refuseUnwritable } from "./paths.ts";
import { progressReporter } from "./progress.ts";
import { recommendationsTable } from "./recommendations-table.ts";

interface Options {
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

export const evaluateRecommendationsCommand = new Command("recommendations")
  .description(
    "measures every recommender on a history that it has not seen the end of, by --split or --holdout; docs/science.md tells how",
  )
  .requiredOption("--data <file>", "touchpoints: CSV (.gz too), NDJSON or Parquet")
  .requiredOption("--map <map.yaml>", "which column is which field; docs/import.md tells how to write one")
  .option("--products <file>", "facts about products, by the map's section products")
  .option("--customers <file>", "facts about customers, by the map's section customers")
  .addOption(
    new Option("--split <date>", "learn from what lies before this day (UTC) or moment, guess what comes later")
      .argParser(moment)
      .conflicts("holdout"),
  )
  .addOption(
    new Option("--holdout <share>", "guess each customer's last products, such as 0.2 of them").argParser(shareOf),
  )
  .option("--k <n>", "how many products are recommended, 1 to 1,000", wholeNumber(1, 1_000), 20)
  .option(
    "--minimum <n>",
    "keep customers and products with at least n pairs (default: 5 with --holdout, 1 with --split)",
    wholeNumber(1, 1_000_000),
  )
  .option("--seed <n>", "of everything that is drawn by chance", wholeNumber(0, 2 ** 31 - 1), 1)
  .option("--json <file>", "writes the report as JSON as well")
  .option("--plot [file.svg]", "draws the comparison (default: recommendations.svg)")
  .action(async (options: Options) => {
    const plot = options.plot === true ? "recommendations.svg" : options.plot;
    if (options.json !== undefined) await refuseUnwritable("--json", options.json);
    if (plot !== undefined) await refuseUnwritable("--plot", plot);
    const report = await measured(options);
    process.stdout.write(recommendationsTable(report));
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
    if (plot !== undefined) await writeFile(plot, chart(report));
  });

async function measured(options: Options): Promise<EvaluationReport> {
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

function splitOf({ split, holdout }: Options): Split {
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
