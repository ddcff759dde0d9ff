import { Z95 } from "../../math/normal-quantile.ts";
import { bandOf } from "./follows-demand.ts";
import { LEAST, type PriceResponses, type ProductResponse } from "./response.ts";
import { type Case, moneyOf, type PricingSuggestion } from "./suggestion.ts";

type Told = Omit<PricingSuggestion, "reasons" | "gain">;

/** What drove a suggestion or stands against one, in plain sentences; the most important first. */
export function reasonsOf(known: Case, told: Told, responses: PriceResponses): string[] {
  const { response } = known.demand;
  const head = told.suggestedPrice === undefined ? whyNot(known, told, responses) : whySo(known, told);
  const learned = told.elasticity === undefined ? [] : learnedFrom(response, told, responses);
  return [
    ...head,
    ...learned,
    ...competitors(known),
    ...stock(known, told),
    ...cautions(response, responses),
    ...controls(response, responses),
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const signed = (share: number): string => `${share > 0 ? "+" : ""}${percent(share)}`;
const GOALS = { PROFIT: "profit", REVENUE: "revenue", UNITS: "units" } as const;

function whySo({ currentPrice, isAllowed, facts, rules, rails, open }: Case, told: Told): string[] {
  const { suggestedPrice = currentPrice, expectedUnits, profitChange } = told;
  const money = (amount: number) => moneyOf(amount, facts.currency);
  const goal = GOALS[rules.objective];
  const change =
    profitChange &&
    `${signed(profitChange.value)} profit (95 %: ${signed(profitChange.low)} to ${signed(profitChange.high)})`;
  const why =
    currentPrice < rails.low.at
      ? `below ${rails.low.words}`
      : currentPrice > rails.high.at
        ? `above ${rails.high.words}`
        : "it ends otherwise";
  const notAllowed = `${money(currentPrice)} keeps not all rails (${why}): `;
  const first =
    told.status === "KEEP"
      ? `${money(currentPrice)} stays: no other price that is allowed is expected to bring clearly more ${goal}.`
      : `${isAllowed ? "" : notAllowed}${money(suggestedPrice)} instead of ${money(currentPrice)} is expected to bring the most ${goal}${isAllowed ? "" : " of all prices that are allowed"}: ${(expectedUnits?.value ?? 0).toFixed(1)} units a week${change === undefined ? "" : `, ${change}`}.`;
  const bound = [
    ...(suggestedPrice === open[0] ? [rails.low] : []),
    ...(suggestedPrice === open.at(-1) ? [rails.high] : []),
  ];
  const ending = rules.priceEnding === undefined ? "" : ` and the ending ${rules.priceEnding}`;
  return [first, ...bound.map(({ words }) => `Bound by ${words}${ending}.`)];
}

function whyNot(known: Case, told: Told, responses: PriceResponses): string[] {
  const { response } = known.demand;
  switch (told.status) {
    case "NOT_ENOUGH_DATA":
      return response.refusal === "NOT_ENOUGH_DATA" ? tooLittle(response, responses) : costless(known);
    case "NOT_ENOUGH_PRICE_VARIATION":
      return [tooFewPrices(response, (amount) => moneyOf(amount, known.facts.currency))];
    case "INELASTIC_OR_WRONG_SIGN":
      return [notElastic(response)];
    default:
      return [conflict(known)];
  }
}

function notElastic({ elasticity, deviation }: ProductResponse): string {
  const told = `The elasticity is ${elasticity.toFixed(2)} at its usual price`;
  const why =
    elasticity >= -1
      ? `${told}: above -1 every higher price would seem to earn more, which is seldom true beyond the prices that were tried`
      : `${told}, and its 95 % interval reaches to ${(elasticity + Z95 * deviation).toFixed(2)}: it is not ${100 * LEAST.certainty} % sure that a higher price sells fewer units`;
  return `${why}. Ask a clearly different price for a few weeks to find out.`;
}

function tooLittle({ weeks, units }: ProductResponse, { weeks: span }: PriceResponses): string[] {
  if (weeks >= LEAST.weeks && units >= LEAST.units) {
    return [
      `It was not sold in the last ${LEAST.recentWeeks} weeks of the ${span.last - span.first + 1} that were looked at.`,
    ];
  }
  return [
    `It was on offer for ${weeks} weeks and sold ${Math.round(units)} units; it takes ${LEAST.weeks} weeks and ${LEAST.units} units to tell what a price does.`,
  ];
}

function tooFewPrices(response: ProductResponse, money: (amount: number) => string): string {
  const { pricePoints, lowestPrice, highestPrice, followsDemand, spread } = response;
  if (followsDemand)
    return "Its price seems to have followed its demand, and too few other products say how buyers answer to one.";
  const had =
    pricePoints === 1
      ? `It has had one price, ${money(response.latestPrice)}`
      : `It has had ${pricePoints} prices in turn, from ${money(lowestPrice)} to ${money(highestPrice)}`;
  return `${had}; it takes ${LEAST.pricePoints} that differ by 2 % or more, with a standard deviation of at least ${percent(LEAST.spread)}, and theirs is ${percent(spread)}. Ask another price for a few weeks.`;
}

function costless({ rules }: Case): string[] {
  const why = rules.objective === "PROFIT" ? "the objective PROFIT needs it" : "a least margin needs it";
  return [`Its cost is not known, and ${why}: tell the cost with upsertProducts, or ask for REVENUE or UNITS.`];
}

function conflict({ rails, rules, facts }: Case): string {
  const money = (amount: number) => moneyOf(amount, facts.currency);
  const { low, high } = rails;
  const ending = rules.priceEnding === undefined ? "" : ` that ends in ${rules.priceEnding}`;
  return low.at > high.at
    ? `No price is allowed: at least ${money(low.at)} by ${low.words}, and at most ${money(high.at)} by ${high.words}.`
    : `No price${ending} lies between ${money(low.at)} (${low.words}) and ${money(high.at)} (${high.words}).`;
}

function learnedFrom(response: ProductResponse, told: Told, responses: PriceResponses): string[] {
  const { elasticity } = told;
  if (elasticity === undefined) return [];
  const { weeks, units, pricePoints, shrinkage, category, followsDemand, changesAYear } = response;
  const whose = category === "" ? "the shop's other products" : `its category ${category}`;
  const size = `A price that is 1 % higher sells ${Math.abs(elasticity.value).toFixed(1)} % ${elasticity.value < 0 ? "fewer" : "more"} units (95 %: ${signed(elasticity.low / 100)} to ${signed(elasticity.high / 100)}).`;
  const own = `Learned from ${Math.round(units)} units in ${weeks} weeks, with ${pricePoints} prices in turn`;
  if (followsDemand) {
    const band = bandOf(responses.bands, changesAYear);
    return [
      size,
      `Its price seems to have followed its demand, as that of ${band?.products ?? 0} products that are repriced as often (${changesAYear.toFixed(0)} times a year): dear weeks were busy weeks, so its own weeks are left out. What is said is that of ${whose}.`,
    ];
  }
  const shared =
    shrinkage < 0.005 ? "" : `; ${percent(shrinkage)} of it is taken from ${whose}, since its own weeks leave it open`;
  return [size, `${own}${shared}.`];
}

function competitors({ position, rules, facts }: Case): string[] {
  if (position === undefined) {
    return rules.matchCompetitors === "NONE"
      ? []
      : ["No competitor's price is known, so that the competitor rule had nothing to hold to."];
  }
  const { lowest, rank, offers } = position;
  return [
    `Of ${offers + 1} sellers it is the ${ordinal(rank)} cheapest; the lowest competitor asks ${moneyOf(lowest, facts.currency)}.`,
  ];
}

const ORDINALS = new Intl.PluralRules("en", { type: "ordinal" });
const ENDINGS: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd", other: "th" };
const ordinal = (rank: number): string => (rank === 1 ? "" : `${rank}${ENDINGS[ORDINALS.select(rank)] ?? "th"}`).trim();

/** Fewer weeks of stock are worth a word. */
const WEEKS_OF_STOCK = 4;

function stock({ facts, currentPrice }: Case, { expectedUnits, suggestedPrice }: Told): string[] {
  const { stock: units } = facts;
  if (units === undefined || expectedUnits === undefined || expectedUnits.value <= 0) return [];
  if (units <= 0) return ["It is sold out: no price sells any until there is stock again."];
  const weeks = units / expectedUnits.value;
  if (weeks >= WEEKS_OF_STOCK) return [];
  const isCut = suggestedPrice !== undefined && suggestedPrice < currentPrice;
  const advice = isCut
    ? "where it cannot be refilled, do not cut the price"
    : "where it cannot be refilled, a higher price may lose nothing";
  return [`The stock of ${units} lasts ${weeks.toFixed(1)} weeks at that price: ${advice}.`];
}

/** What speaks against it. */
function cautions(
  { refusal, backtest, followsDemand, changesAYear }: ProductResponse,
  { bands }: PriceResponses,
): string[] {
  if (refusal !== undefined) return [];
  const isWorse = backtest !== undefined && backtest.weightedError > backtest.naiveWeightedError;
  const band = bandOf(bands, changesAYear);
  const isUntested = !followsDemand && (band === undefined || Number.isNaN(band.t));
  return [
    ...(isWorse
      ? [
          `Of the last ${backtest.weeks} weeks it would have foretold less than the mean of the weeks before (errors of ${percent(backtest.weightedError)} and ${percent(backtest.naiveWeightedError)}): take it with care.`,
        ]
      : []),
    ...(isUntested
      ? [
          `Whether its price followed its demand could not be tested: too few products (${band?.products ?? 0}) are repriced as often.`,
        ]
      : []),
  ];
}

function controls(response: ProductResponse, { promotion }: PriceResponses): string[] {
  if (response.refusal === "NOT_ENOUGH_DATA" || response.refusal === "NOT_ENOUGH_PRICE_VARIATION") return [];
  const also = response.hasCompetitors ? ", competitors' prices" : "";
  return [
    `Taken out of the comparison: the shop's busy weeks, the season of the category, the product's own trend${also} and promotions (${signed(promotion - 1)} beyond the price itself). Not taken out: whatever else came together with a price, such as advertising or a better place in the shop.`,
  ];
}
