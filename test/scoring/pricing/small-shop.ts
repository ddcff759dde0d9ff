import { type ProductHistory, type SoldLine, startOfWeek } from "../../../src/scoring/pricing/sales.ts";
import { aLine, Dice, FIRST } from "./making.ts";

export const WEEKS = 104;

/** A product, and what is true of it. */
export interface TrueProduct {
  readonly history: ProductHistory;
  /** The same at every price. */
  readonly elasticity: number;
  readonly cost: number;
  readonly followsDemand: boolean;
}

interface Kind {
  readonly elasticity: number;
  readonly followsDemand: boolean;
  readonly category: string;
}

const growth = (week: number) => 1 + week / WEEKS;
/** Gifts are wanted most around one time of the year. */
const season = (category: string, week: number) =>
  category === "Gifts" ? 1 + 0.4 * Math.sin((2 * Math.PI * week) / 52) : 1;
/** Once a quarter everything is 15 % cheaper, and more people come. */
const isFair = (week: number) => week % 13 === 6;

/** Twenty-six products of two categories whose buyers turn away from a price with an elasticity that is known; of twelve the price follows demand. */
export function aSmallShop(seed: number): TrueProduct[] {
  const dice = new Dice(seed);
  return Array.from({ length: 26 }, (_, place) => {
    const category = place % 2 === 0 ? "Kitchen" : "Gifts";
    const elasticity = dice.normal(category === "Kitchen" ? -2.2 : -3, 0.4);
    return aProduct(`p${place}`, { elasticity, category, followsDemand: place >= 14 }, dice);
  });
}

function aProduct(product: string, { elasticity, category, followsDemand }: Kind, dice: Dice): TrueProduct {
  const usual = 5 + 20 * dice.uniform();
  const mean = 4 + 8 * dice.uniform();
  let [wave, level] = [dice.normal(0, 0.3), 1];
  const lines: SoldLine[] = [];
  const prices: { from: number; price: number }[] = [];
  for (let week = 0; week < WEEKS; week++) {
    wave = 0.85 * wave + dice.normal(0, 0.3 * Math.sqrt(1 - 0.85 ** 2));
    if (followsDemand ? week % 2 === 0 : week % 6 === 0) {
      level = followsDemand ? Math.exp(0.5 * wave) : dice.pick([0.8, 0.9, 1, 1.1, 1.2]);
    }
    const fair = isFair(week) ? 0.85 : 1;
    const price = Number((usual * level * fair).toFixed(2));
    if (price !== prices.at(-1)?.price) prices.push({ from: startOfWeek(FIRST + week), price });
    const wanted = growth(week) * season(category, week) * Math.exp(wave) * (isFair(week) ? 1.5 : 1);
    const expected = mean * wanted * (price / usual) ** elasticity;
    for (let unit = dice.poisson(expected); unit > 0; unit--) lines.push(aLine(week, price));
  }
  const cost = Number((usual * (0.4 + 0.2 * dice.uniform())).toFixed(2));
  return { history: { product, category, lines, prices, offers: [] }, elasticity, cost, followsDemand };
}
