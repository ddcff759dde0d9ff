import { Command, Option } from "commander";
import { moment, share, wholeNumber } from "./arguments.ts";
import type { LiftOptions } from "./evaluate-lift.ts";
import type { PricingOptions } from "./evaluate-pricing.ts";
import type { RecommendationsOptions } from "./evaluate-recommendations.ts";

const recommendations = new Command("recommendations")
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
    new Option("--holdout <share>", "guess each customer's last products, such as 0.2 of them").argParser(share),
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
  .action(async (options: RecommendationsOptions) => {
    const { evaluateRecommendations } = await import("./evaluate-recommendations.ts");
    await evaluateRecommendations(options);
  });

const pricing = new Command("pricing")
  .description(
    "measures how units answer prices: on a panel with the columns store, brand, week, units, price1, price2, ... and perhaps deal and feat, or by --map on the lines of a shop's orders",
  )
  .requiredOption("--data <file>", "the panel or the orders: CSV (.gz too), NDJSON or Parquet")
  .option("--map <map.yaml>", "the data are orders: which column is which field; docs/import.md tells how to write one")
  .option("--products <file>", "categories of products, by the map's section products")
  .option("--json <file>", "writes the report as JSON as well")
  .option("--plot [file.svg]", "draws units over prices (default: pricing.svg)")
  .action(async (options: PricingOptions) => {
    const { evaluatePricing } = await import("./evaluate-pricing.ts");
    await evaluatePricing(options);
  });

const lift = new Command("lift")
  .description(
    "measures what a campaign, or any experiment by lot, has changed: outcomes of those who were treated beside those who were not",
  )
  .requiredOption("--data <file>", "one row a customer: CSV (.gz too), NDJSON or Parquet")
  .requiredOption(
    "--map <map.yaml>",
    "which column is the arm, which the outcomes; docs/science.md tells how to write one",
  )
  .option("--json <file>", "writes the report as JSON as well")
  .action(async (options: LiftOptions) => {
    const { evaluateLift } = await import("./evaluate-lift.ts");
    await evaluateLift(options);
  });

export const evaluateCommand = new Command("evaluate")
  .description("measures on a shop's own history how good a method is; needs no database and no server")
  .addCommand(recommendations)
  .addCommand(pricing)
  .addCommand(lift);
