import { ticks } from "../../math/ticks.ts";
import { escaped, fitting, label, line, px } from "../recommendations/evaluation/svg.ts";
import type { PricePoint, PricingReport, PricingResult } from "./evaluation-report.ts";

const COLOURS = {
  curve: "#2a9d8f",
  observed: "#64748b",
  words: "#1e293b",
  faint: "#475569",
  grid: "#e2e8f0",
  axis: "#94a3b8",
} as const;

const [WIDTH, TOP, FOOT] = [1040, 100, 16];
const [MOST, PER_ROW] = [12, 3];
const CELL = { width: 336, height: 262 };
/** Of the plot inside its cell. */
const PLOT = { left: 62, right: 318, top: 50, bottom: 206 };

interface Axis {
  readonly ticks: readonly number[];
  /** How many decimals tell them apart. */
  readonly places: number;
}

/** A result's own scales, from the values to pixels. */
interface Scales {
  readonly prices: Axis;
  readonly units: readonly number[];
  x(price: number): number;
  y(units: number): number;
}

/** Units over the price of each product as the model sees them, with what was seen: those with most observations, at most 12. */
export function responseChart(report: PricingReport): string {
  const drawable = report.results.filter(({ curve, elasticity }) => curve.length > 1 && elasticity !== null);
  const most = new Set(drawable.toSorted((left, right) => right.observations - left.observations).slice(0, MOST));
  const shown = drawable.filter((result) => most.has(result));
  const height = TOP + Math.max(1, Math.ceil(shown.length / PER_ROW)) * CELL.height + FOOT;
  const about =
    shown.length < report.results.length
      ? `${shown.length} of ${report.results.length.toLocaleString("en-GB")}, those with most observations`
      : "What a typical week sells at each price, all else the same";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, 'Open Sans', sans-serif" font-size="13" fill="${COLOURS.words}" role="img">
<title>${escaped("Units over prices, by product")}</title>
<desc>${escaped(shown.map(described).join("; "))}</desc>
<rect width="100%" height="100%" fill="#ffffff"/>
${label(20, 32, "How sales answer prices", 'font-size="18" font-weight="600"')}
${label(20, 53, about, `fill="${COLOURS.faint}"`)}
${shown.length === 0 ? label(20, TOP + 20, "There is no product whose answer could be told.") : legend(shown)}
${shown.map(cell).join("\n")}
</svg>
`;
}

const described = ({ product, ...result }: PricingResult): string => `${product}: ${elasticityOf(result)}`;

const elasticityOf = ({ elasticity, low, high }: Pick<PricingResult, "elasticity" | "low" | "high">): string =>
  `elasticity ${signed(elasticity)} [${signed(low)}, ${signed(high)}]`;

/** With a minus as wide as a digit. */
const signed = (value: number | null): string => (value === null ? "-" : value.toFixed(2).replace("-", "−"));

function legend(shown: readonly PricingResult[]): string {
  const words = 'font-size="12"';
  const curve = `<path d="M20 72H44" stroke="${COLOURS.curve}" stroke-width="2.5" stroke-linecap="round"/>`;
  const model = `${curve}${label(52, 76.5, "the model's units", words)}`;
  if (!shown.some(({ observed = [] }) => observed.length > 0)) return model;
  return `${model}\n${dot(190, 72)}${label(201, 76.5, "what was sold at prices about there, all else brought to the same", words)}`;
}

const dot = (x: number, y: number): string =>
  `<circle cx="${px(x)}" cy="${px(y)}" r="3.2" fill="${COLOURS.observed}" fill-opacity="0.75"/>`;

function cell(result: PricingResult, index: number): string {
  const [left, top] = [20 + (index % PER_ROW) * CELL.width, TOP + Math.floor(index / PER_ROW) * CELL.height];
  const { curve, observed = [], product } = result;
  const near = within(observed, curve);
  const scales = scalesOf([...curve, ...near]);
  return [
    `<g transform="translate(${left} ${top})"><title>${escaped(described(result))}</title>`,
    label(PLOT.left, 20, fitting(product, PLOT.right - PLOT.left), 'font-size="14" font-weight="600"'),
    label(PLOT.left, 37, elasticityOf(result), `font-size="12" fill="${COLOURS.faint}"`),
    axes(scales),
    ...near.map(({ price, units }) => dot(scales.x(price), scales.y(units))),
    `<path d="${pathOf(curve, scales)}" fill="none" stroke="${COLOURS.curve}" stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round"/>`,
    "</g>",
  ].join("\n");
}

/** Beyond the ends of the curve lie prices that were hardly ever asked, which would squeeze the others. */
function within(observed: readonly PricePoint[], curve: readonly PricePoint[]): readonly PricePoint[] {
  const [low, high] = [curve[0]?.price ?? 0, curve.at(-1)?.price ?? 0];
  const slack = 0.02 * (high - low);
  return observed.filter(({ price }) => price >= low - slack && price <= high + slack);
}

function scalesOf(points: readonly PricePoint[]): Scales {
  const prices = between(Math.min(...points.map(({ price }) => price)), Math.max(...points.map(({ price }) => price)));
  const units = ticks(Math.max(...points.map((point) => point.units)));
  const [from, to] = [prices.ticks[0] ?? 0, prices.ticks.at(-1) ?? 1];
  return {
    prices,
    units,
    x: (price) => PLOT.left + ((price - from) / (to - from)) * (PLOT.right - PLOT.left),
    y: (each) => PLOT.bottom - (each / (units.at(-1) ?? 1)) * (PLOT.bottom - PLOT.top),
  };
}

/** Round prices around those that there are, in the steps of an axis that begins at 0. */
function between(low: number, high: number): Axis {
  const [, step = 1] = ticks(high > low ? high - low : high);
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  const places = Math.max(0, -Math.floor(Math.log10(step)));
  const steps = Math.max(1, last - first);
  return { places, ticks: Array.from({ length: steps + 1 }, (_, index) => (first + index) * step) };
}

function axes({ prices, units, x, y }: Scales): string {
  const words = `font-size="11" fill="${COLOURS.faint}"`;
  return [
    ...units.map((tick) => line(PLOT.left, y(tick), PLOT.right, y(tick), tick === 0 ? COLOURS.axis : COLOURS.grid)),
    ...units.map((tick) =>
      label(PLOT.left - 7, y(tick) + 4, tick.toLocaleString("en-GB"), `${words} text-anchor="end"`),
    ),
    ...prices.ticks.map((tick) => line(x(tick), PLOT.bottom, x(tick), PLOT.bottom + 4, COLOURS.axis)),
    ...prices.ticks.map((tick) =>
      label(x(tick), PLOT.bottom + 17, priceText(tick, prices.places), `${words} text-anchor="middle"`),
    ),
    label((PLOT.left + PLOT.right) / 2, PLOT.bottom + 34, "price", `${words} text-anchor="middle"`),
    label(
      0,
      0,
      "units",
      `${words} text-anchor="middle" transform="translate(12 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)"`,
    ),
  ].join("\n");
}

const priceText = (price: number, places: number): string =>
  price.toLocaleString("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places });

function pathOf(curve: readonly PricePoint[], { x, y }: Scales): string {
  return curve.map(({ price, units }, index) => `${index === 0 ? "M" : "L"}${px(x(price))} ${px(y(units))}`).join("");
}
