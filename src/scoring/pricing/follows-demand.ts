import type { Form } from "./forms.ts";
import { fitPooled, type PooledPart } from "./pooled-fit.ts";
import { type Series, sum } from "./series.ts";

/** How prices of products that are repriced about as often stand to their demand. */
export interface RepricingBand {
  /** Changes of the regular price a year: from, and below. */
  readonly from: number;
  readonly to: number;
  readonly products: number;
  /** How many standard errors the coming price speaks for today's demand; NaN where that cannot be told. */
  readonly t: number;
  readonly followsDemand: boolean;
}

/** Changes a year at which bands begin: rarely, about quarterly, monthly, and more often than every third week. */
const BANDS = [0, 3, 8, 17] as const;
const CHANGED = 0.01;
const AHEAD = 2;
const WEEKS_A_YEAR = 52;
/**
 * Standard errors from which on prices are taken to follow demand. One is little, and now and then honest prices are taken for such:
 * their products are then told what their category says. To miss it costs more, since it makes everybody's buyers seem patient.
 */
const NOTABLE = 1;
/** Where that would leave fewer products than so many to learn from, it takes more: the 99 % quantile of the standard normal distribution. */
const [LEAST_LEFT, CLEAR] = [5, 2.3263478740408408];
const FEWEST = 10;
const FARTHEST = 3;

/** How often the regular price changes, a year. */
export function changesAYear(series: Series): number {
  const { regular } = series;
  const changes = regular.filter(
    (price, row) =>
      row > 0 && series.place[row] === series.place[row - 1] && Math.abs(price - (regular[row - 1] ?? 0)) > CHANGED,
  );
  return (changes.length / Math.max(1, series.units.length)) * WEEKS_A_YEAR;
}

export const bandOf = (bands: readonly RepricingBand[], changes: number): RepricingBand | undefined =>
  bands.find(({ from, to }) => changes >= from && changes < to);

/**
 * Whether prices follow demand, so that dear weeks are busy weeks and buyers seem to mind prices less than they do: the price of the next two
 * weeks is added to the regression of units on the price. What comes later cannot move today's buyers; where it speaks for
 * today's demand, whoever sets prices has looked at it. This is the test of strict exogeneity by leads (Wooldridge 2010,
 * Econometric Analysis of Cross Section and Panel Data, 10.7.1), clustered by product. A product sells too few units for a test
 * of its own, so those that are repriced about as often are tested together.
 */
export function repricingBands(
  all: readonly Series[],
  indexOf: (series: Series) => Float64Array,
  form: Form,
  usual: number,
): RepricingBand[] {
  const known = all.map((series) => ({ series, changes: changesAYear(series), index: indexOf(series) }));
  const bands = merged(known).map(({ from, to, own }) => {
    const t = own.length < FEWEST ? Number.NaN : leadStatistic(own, form, usual);
    return { from, to, products: own.length, t, followsDemand: t > NOTABLE };
  });
  const left = sum(bands.map(({ products, followsDemand }) => (followsDemand ? 0 : products)));
  return left >= LEAST_LEFT ? bands : bands.map((band) => ({ ...band, followsDemand: band.t > CLEAR }));
}

/** The bands, each joined with the next where it has too few products for a test. */
function merged<Item extends { readonly changes: number }>(known: readonly Item[]) {
  const bands = BANDS.map((from, place) => {
    const to = BANDS[place + 1] ?? Number.POSITIVE_INFINITY;
    return { from: from as number, to, own: known.filter(({ changes }) => changes >= from && changes < to) };
  });
  for (let place = 0; place < bands.length && bands.length > 1; ) {
    const [band, other] = [bands[place], bands[place + 1] ?? bands[place - 1]];
    if (band === undefined || other === undefined || band.own.length >= FEWEST) {
      place += 1;
      continue;
    }
    const [from, to] = [Math.min(band.from, other.from), Math.max(band.to, other.to)];
    bands.splice(Math.min(bands.indexOf(band), bands.indexOf(other)), 2, {
      from,
      to,
      own: [...band.own, ...other.own],
    });
    place = Math.max(0, place - 1);
  }
  return bands;
}

interface Known {
  readonly series: Series;
  readonly index: Float64Array;
}

/** Price, promotion, and the price of the two weeks to come. */
const [COLUMNS, LATER] = [3, 2];

/** Each product's own t statistic counts the same, so that a few that sell the most do not decide for the others. */
function leadStatistic(own: readonly Known[], form: Form, usual: number): number {
  const each = own.flatMap((known) => {
    const fit = fitPooled([partOf(known, form, usual)], COLUMNS);
    const t = fit === undefined ? Number.NaN : (fit.coefficients[LATER] ?? 0) / (fit.standardErrors[LATER] ?? 0);
    return Number.isFinite(t) ? [Math.max(-FARTHEST, Math.min(FARTHEST, t))] : [];
  });
  if (each.length < FEWEST) return Number.NaN;
  const middle = sum(each) / each.length;
  const spread = Math.sqrt(sum(each.map((t) => (t - middle) ** 2)) / (each.length - 1));
  return spread > 0 ? middle / (spread / Math.sqrt(each.length)) : Number.NaN;
}

function partOf({ series, index }: Known, form: Form, usual: number): PooledPart {
  const { regular } = series;
  const rows = [...series.units.keys()].filter((row) => series.place[row + AHEAD] === series.place[row]);
  return {
    columns: rows.map((row) => [
      form.slope(series.ratio[row] ?? 1, usual),
      series.isPromoted[row] ?? 0,
      ((regular[row + 1] ?? 0) + (regular[row + AHEAD] ?? 0)) / AHEAD - Math.log(series.reference),
    ]),
    units: rows.map((row) => series.units[row] ?? 0),
    index: rows.map((row) => index[row] ?? 1),
  };
}
