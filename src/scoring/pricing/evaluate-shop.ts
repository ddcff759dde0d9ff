import { groupBy } from "../../math/group-by.ts";
import { Z95 } from "../../math/normal-quantile.ts";
import { learnAndMeasure, spanOf } from "./backtest.ts";
import { demandAt } from "./demand.ts";
import type { EvaluatesShop, PricingResult, ProductSale } from "./evaluation-report.ts";
import { type Form, formOf } from "./forms.ts";
import { LEAST, MOST_WEEKS, type ProductResponse, type Refusal } from "./response.ts";

export const SHOP_IN_WORDS =
  "A shop's orders, week by week: Poisson pseudo-likelihood of a product's weekly units on its price, with the shop's weeks, the season of its category, promotions and its own trend as controls. The form is chosen for the whole shop on held-out weeks; standard errors allow for demand that wanders; elasticities hold at the product's geometric mean price and are shrunk towards those of its category (empirical Bayes). Errors are those of the last fifth of the weeks, predicted from what was known before; naive is the mean of the 13 weeks before them.";

const POINTS = 21;

const IN_WORDS: Readonly<Record<Refusal, string>> = {
  NOT_ENOUGH_DATA: `fewer than ${LEAST.weeks} weeks on offer or ${LEAST.units} units, or none of late`,
  NOT_ENOUGH_PRICE_VARIATION: `fewer than ${LEAST.pricePoints} prices, or all of them near each other`,
  INELASTIC_OR_WRONG_SIGN: "a higher price did not clearly sell fewer units",
};

/** What the shop's own history says of each product's price, by the method of the service. Lines in other currencies than most are left out. */
export const evaluateShop: EvaluatesShop = (lines, categories) => {
  const products = groupBy(inOneCurrency(lines), ({ product }) => product);
  const histories = [...products].map(([product, own]) => {
    const category = categories.get(product);
    return { product, lines: own, prices: [], offers: [], ...(category !== undefined && { category }) };
  });
  const span = spanOf(histories, MOST_WEEKS);
  if (span === undefined) return [];
  const { responses } = learnAndMeasure(histories, { span });
  const form = formOf(responses.form);
  return responses.products.map((response) => resultOf(response, form));
};

function inOneCurrency(lines: readonly ProductSale[]): readonly ProductSale[] {
  const byCurrency = [...groupBy(lines, ({ currency }) => currency).values()];
  return byCurrency.reduce((most, own) => (own.length > most.length ? own : most), []);
}

function resultOf(response: ProductResponse, form: Form): PricingResult {
  const { product, weeks, elasticity, deviation, refusal, backtest } = response;
  const isTold = refusal === undefined;
  const [from, to] = [response.lowestPrice, response.highestPrice];
  const demand = demandAt(response, form, elasticity);
  const prices = Array.from({ length: POINTS }, (_, place) => from + ((to - from) * place) / (POINTS - 1));
  return {
    product,
    observations: weeks,
    form: form.code,
    elasticity: isTold ? elasticity : null,
    low: isTold ? elasticity - Z95 * deviation : null,
    high: isTold ? elasticity + Z95 * deviation : null,
    standardError: isTold ? deviation : null,
    weightedError: backtest?.weightedError ?? null,
    naiveWeightedError: backtest?.naiveWeightedError ?? null,
    curve: isTold ? prices.map((price) => ({ price, units: demand(price) })) : [],
    ...(refusal !== undefined && { refused: IN_WORDS[refusal] }),
  };
}
