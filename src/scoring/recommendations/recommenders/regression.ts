import { recommender } from "../recommender.ts";
import { learn } from "../regression/learn.ts";
import { type RegressionModel, scoreByRegression } from "../regression/model.ts";
import { regressionBecause } from "../regression/reasons.ts";

export const regression = recommender<RegressionModel, never>({
  code: "REGRESSION",
  about:
    "How probable it is that the customer comes to have a product: a linear regression on what is known of the customer, of the product and of the two together, whose every score can be explained as a sum and told as a probability.",
  settings: {},
  fit: (history, _settings, tools) => learn(history, tools),
  score: scoreByRegression,
  because: regressionBecause,
  evidence: ({ linear, learned }) => ({
    ...learned,
    intercept: linear.intercept,
    weights: Object.fromEntries(linear.features.map((feature, place) => [feature, linear.weights[place] ?? 0])),
  }),
});
