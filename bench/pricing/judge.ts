import type { PricingRule } from "../../src/demo/world/catalogue.ts";
import { learnAndMeasure, spanOf } from "../../src/scoring/pricing/backtest.ts";
import { candidates, railsOf, USUAL_RULES } from "../../src/scoring/pricing/rails.ts";
import {
  type Backtest,
  MOST_WEEKS,
  type PriceResponses,
  type ProductResponse,
} from "../../src/scoring/pricing/response.ts";
import { seriesOf } from "../../src/scoring/pricing/series.ts";
import { suggestPrice } from "../../src/scoring/pricing/suggest-price.ts";
import { digitsOf, moneyOf, type PriceFacts, type PricingSuggestion } from "../../src/scoring/pricing/suggestion.ts";
import { type Span, weeklySales } from "../../src/scoring/pricing/weekly-sales.ts";
import { naiveElasticity, naivePrice } from "./naive.ts";
import type { ShopProduct } from "./shop.ts";
import { trueElasticity, trueProfit } from "./truth.ts";

/** One product, and how its suggestion stands to the truth. Profits are of the true demand, at each price. */
export interface Judged {
  readonly product: ShopProduct;
  readonly pricing: PricingRule;
  readonly response: ProductResponse;
  readonly suggestion: PricingSuggestion;
  readonly isAnswered: boolean;
  readonly truth: number;
  readonly isCovered: boolean;
  readonly suggested: number;
  readonly current: number;
  readonly naive: number;
  readonly best: number;
  /** Units that were sold in the held-out weeks. */
  readonly laterUnits: number;
}

export interface Judgement {
  readonly responses: PriceResponses;
  readonly total: Backtest | undefined;
  readonly span: Span;
  readonly products: readonly Judged[];
  /** Of learning, with what is held out and learned again. */
  readonly seconds: number;
  /** Of suggesting the price of every product. */
  readonly milliseconds: number;
}

/** Learns from a whole shop, suggests every price, and holds all of it against the truth. */
export function judge(shop: readonly ShopProduct[]): Judgement {
  const histories = shop.map(({ history }) => history);
  const span = spanOf(histories, MOST_WEEKS);
  if (span === undefined) throw new Error("nothing was sold in this shop");
  const began = performance.now();
  const { responses, total } = learnAndMeasure(histories, { span });
  const seconds = (performance.now() - began) / 1000;
  const known = new Map(responses.products.map((response) => [response.product, response]));
  const asked = shop.flatMap((product) => {
    const response = known.get(product.sku);
    return response === undefined ? [] : [{ product, response, facts: factsOf(product) }];
  });
  const start = performance.now();
  const told = asked.map((each) => {
    return { ...each, suggestion: suggestPrice(each.response, responses, each.facts, USUAL_RULES) };
  });
  const milliseconds = performance.now() - start;
  const held = span.last - (total?.weeks ?? 0);
  return { responses, total, span, seconds, milliseconds, products: told.map((each) => judged(each, span, held)) };
}

export function factsOf({ price, cost, currency, history }: ShopProduct): PriceFacts {
  const latest = new Map(history.offers.map((offer) => [offer.competitor, offer.price]));
  return { price, cost, stock: undefined, offers: [...latest.values()], currency };
}

/** The prices that the rails allow, the current one among them, rising. */
export function allowedPrices({ price, cost, currency }: ShopProduct, response: ProductResponse): number[] {
  const facts = { ...response, currentPrice: price, cost, competitors: undefined };
  const { low, high } = railsOf(USUAL_RULES, facts, (amount) => moneyOf(amount, currency));
  const open = candidates(low.at, high.at, undefined, digitsOf(currency));
  return [...open, price].sort((left, right) => left - right);
}

interface Told {
  readonly product: ShopProduct;
  readonly response: ProductResponse;
  readonly suggestion: PricingSuggestion;
}

function judged({ product, response, suggestion }: Told, span: Span, held: number): Judged {
  const { price, cost, history } = product;
  const { suggestedPrice, elasticity } = suggestion;
  const allowed = allowedPrices(product, response);
  const sales = weeklySales(history, span);
  const truth = trueElasticity(product, price);
  return {
    product,
    pricing: product.pricing,
    response,
    suggestion,
    isAnswered: suggestedPrice !== undefined && product.buyers !== undefined,
    truth,
    isCovered: elasticity !== undefined && truth >= elasticity.low && truth <= elasticity.high,
    suggested: trueProfit(product, suggestedPrice ?? price),
    current: trueProfit(product, price),
    naive: trueProfit(product, naivePrice(naiveElasticity(seriesOf(sales)), cost, allowed, price)),
    best: Math.max(...allowed.map((each) => trueProfit(product, each))),
    laterUnits: sales.weeks.reduce((sum, { week, units }) => sum + (week > held ? units : 0), 0),
  };
}
