import type { DataSource } from "typeorm";
import type { JsonObject } from "../../database/json.ts";
import { databaseUrlOf } from "../../database/pool.ts";
import { CannotTrain, type ParameterFault, type Trained, type TrainsModels } from "../../models/index.ts";
import type { InThread } from "../../threads/run-in-thread.ts";
import { FORMS } from "./forms.ts";
import type { PricingOutcome } from "./pricing.tasks.ts";
import { pricingQueries } from "./pricing-queries.ts";

/** Trains PRICE_RESPONSE: how each product's units answer to its price. */
export const priceTrainer = (dataSource: DataSource, inThread: InThread): TrainsModels => ({
  kind: "PRICE_RESPONSE",
  check: settingFaults,
  async train({ parameters, signal, progress }) {
    progress(0.1, "reading what was sold at which price, and learning what prices do");
    const outcome = await inThread<PricingOutcome>(
      { kind: "learnPrices", databaseUrl: databaseUrlOf(dataSource), queries: pricingQueries(), ...parameters },
      signal,
    );
    if ("refused" in outcome) throw new CannotTrain(outcome.refused);
    return toTrained(outcome, parameters);
  },
});

const CODES: readonly string[] = FORMS.map(({ code }) => code);

function settingFaults(parameters: JsonObject): ParameterFault[] {
  return Object.entries(parameters).flatMap(([name, value]): ParameterFault[] => {
    if (name !== "form") return [{ name, message: `${name} is no setting of price responses; there is form` }];
    return typeof value === "string" && CODES.includes(value)
      ? []
      : [{ name, message: `form is ${JSON.stringify(value)}; it is one of ${CODES.join(", ")}` }];
  });
}

function toTrained(
  { bytes, lines, responses, products, total }: Exclude<PricingOutcome, { refused: string }>,
  settings: JsonObject,
): Trained {
  const parameters: JsonObject = JSON.parse(
    JSON.stringify({ settings, products, learned: responses, bytes: bytes.length }),
  );
  return {
    bytes,
    trainingRows: lines,
    parameters,
    metrics:
      total === undefined
        ? []
        : [
            {
              name: "weightedError",
              value: total.weightedError,
              baseline: total.naiveWeightedError,
              protocol: `sum of |actual - predicted| / sum of actual weekly units over the last ${total.weeks} weeks, of products that are answered, predicted from what was known before them; the baseline is the mean of the 13 weeks before`,
            },
          ],
  };
}
