export type CompetitorRule = "NONE" | "NOT_ABOVE_LOWEST" | "NOT_ABOVE_MEDIAN";
export type PricingObjective = "PROFIT" | "REVENUE" | "UNITS";

/** What a suggestion is to reach, and what it must keep. Amounts are in the currency of the product's price. */
export interface PricingRules {
  readonly objective: PricingObjective;
  /** (price - cost) / price, at least. */
  readonly minMargin: number;
  /** By which share of the current price a price may change. */
  readonly maxChange: number;
  /** How prices end, such as 0.99 or 4.95; undefined: anyhow. */
  readonly priceEnding: number | undefined;
  readonly matchCompetitors: CompetitorRule;
  readonly floor: number | undefined;
  readonly ceiling: number | undefined;
}

/** What is asked for where nobody says otherwise. */
export const USUAL_RULES: PricingRules = {
  objective: "PROFIT",
  minMargin: 0,
  maxChange: 0.2,
  priceEnding: undefined,
  matchCompetitors: "NONE",
  floor: undefined,
  ceiling: undefined,
};

/** A limit of the price, and the words for it. */
export interface Rail {
  readonly at: number;
  readonly words: string;
}

export interface Rails {
  /** The highest of the lower limits, and the lowest of the upper ones. */
  readonly low: Rail;
  readonly high: Rail;
}

export interface RailFacts {
  readonly currentPrice: number;
  readonly cost: number | undefined;
  readonly lowestPrice: number;
  readonly highestPrice: number;
  readonly competitors: CompetitorPrices | undefined;
}

export interface CompetitorPrices {
  readonly lowest: number;
  readonly median: number;
}

/** Prices are not suggested where nobody has seen what buyers do: at most this share beyond those that were asked. */
export const BEYOND = 0.1;

export function railsOf(rules: PricingRules, facts: RailFacts, money: (amount: number) => string): Rails {
  const { currentPrice, cost, lowestPrice, highestPrice, competitors } = facts;
  const change = `${round(100 * rules.maxChange)} %`;
  const margin = rules.minMargin > 0 ? `a margin of ${round(100 * rules.minMargin)} %` : "its cost";
  const low: Rail[] = [
    { at: currentPrice * (1 - rules.maxChange), words: `a change of at most ${change}` },
    {
      at: lowestPrice * (1 - BEYOND),
      words: `the lowest weekly price that was paid, ${money(lowestPrice)}, less 10 %`,
    },
    ...(cost === undefined ? [] : [{ at: cost / (1 - rules.minMargin), words: `${margin} (cost ${money(cost)})` }]),
    ...(rules.floor === undefined ? [] : [{ at: rules.floor, words: `the floor of ${money(rules.floor)}` }]),
  ];
  const high: Rail[] = [
    { at: currentPrice * (1 + rules.maxChange), words: `a change of at most ${change}` },
    {
      at: highestPrice * (1 + BEYOND),
      words: `the highest weekly price that was paid, ${money(highestPrice)}, plus 10 %`,
    },
    ...(rules.ceiling === undefined ? [] : [{ at: rules.ceiling, words: `the ceiling of ${money(rules.ceiling)}` }]),
    ...competitorRail(rules.matchCompetitors, competitors, money),
  ];
  return {
    low: low.reduce((left, right) => (right.at > left.at ? right : left)),
    high: high.reduce((left, right) => (right.at < left.at ? right : left)),
  };
}

function competitorRail(
  rule: CompetitorRule,
  competitors: CompetitorPrices | undefined,
  money: (amount: number) => string,
): Rail[] {
  if (competitors === undefined || rule === "NONE") return [];
  const { lowest, median } = competitors;
  return rule === "NOT_ABOVE_LOWEST"
    ? [{ at: lowest, words: `the lowest competitor's price, ${money(lowest)}` }]
    : [{ at: median, words: `the competitors' median price, ${money(median)}` }];
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** How many prices are tried, about. */
const MOST_CANDIDATES = 80;
const STEPS = [1, 2, 5];
/** Prices that differ by less are the same. */
const CLOSE = 1e-9;

/**
 * The prices between two limits that can be asked, rising: with the ending that is wanted, else whole steps of money with so many
 * decimals, and the outermost ones. About 80 at most. Empty where there is none.
 */
export function candidates(low: number, high: number, ending: number | undefined, digits: number): number[] {
  if (!(high >= low)) return [];
  const unit = 10 ** -digits;
  if (ending === undefined) {
    const ends = [...multiples(low, high, unit, 0, 1)];
    const inner = multiples(low, high, stepFor(high - low, unit), 0);
    const all = [...ends, ...inner].map((price) => toDigits(price, digits)).filter((price) => price > 0);
    return [...new Set(all)].sort((left, right) => left - right);
  }
  if (Math.abs(toDigits(ending, digits) - ending) > CLOSE) return []; // of less than the smallest money
  const all = multiples(low, high, everyOf(ending, unit), ending, MOST_CANDIDATES);
  return all.map((price) => toDigits(price, digits)).filter((price) => price > 0);
}

/** Whether a price ends so. */
export function endsIn(price: number, ending: number | undefined, digits: number): boolean {
  if (ending === undefined) return true;
  const every = everyOf(ending, 10 ** -digits);
  const over = (price - ending) / every;
  return Math.abs(over - Math.round(over)) * every < CLOSE * Math.max(1, price);
}

/** How far prices with an ending lie apart: 1 for .99, 10 for 4.95. */
const everyOf = (ending: number, unit: number): number => Math.max(1, 10 ** Math.ceil(Math.log10(ending + unit / 2)));

function stepFor(width: number, unit: number): number {
  let step = unit;
  for (let tried = 1; width / step > MOST_CANDIDATES; tried++) {
    step = unit * (STEPS[tried % STEPS.length] ?? 1) * 10 ** Math.floor(tried / STEPS.length);
  }
  return step;
}

/** `offset` and what lies whole steps from it between two limits, rising; of more than `most` steps some, the outermost among them. */
function multiples(low: number, high: number, step: number, offset: number, most = 2 * MOST_CANDIDATES): number[] {
  const first = Math.ceil((low - offset) / step - CLOSE);
  const last = Math.floor((high - offset) / step + CLOSE);
  if (last < first) return [];
  const stride = Math.max(1, Math.ceil((last - first) / most));
  const count = Math.floor((last - first) / stride) + 1;
  const places = Array.from({ length: count }, (_, place) => first + place * stride);
  return [...new Set([...places, last])].map((place) => place * step + offset);
}

export const toDigits = (price: number, digits: number): number => Number(price.toFixed(digits));
