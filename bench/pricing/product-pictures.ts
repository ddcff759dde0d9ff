import { label, line, px } from "../../src/scoring/recommendations/evaluation/svg.ts";
import { axesOf, bandOf, COLOURS, curveOf, dotAt, legendOf, type Plot, type Point, plotOf, svgOf } from "./frame.ts";
import type { Shown } from "./pictures.ts";

const [WIDTH, HEIGHT] = [860, 500];
const BOX = { left: 76, right: 836, top: 128, bottom: 436 };

/** Units of a product over its price. */
export function unitsPicture(shown: Shown): string {
  const { weeks, expected, low, high, truth, judged } = shown;
  const most = quantileOf(
    weeks.map(([, units]) => units),
    0.99,
  );
  const plot = plotOf(
    BOX,
    [expected[0]?.[0] ?? 0, expected.at(-1)?.[0] ?? 1],
    [0, 1.05 * Math.max(most, high[0]?.[1] ?? 0)],
  );
  const { suggestion, product } = judged;
  const { value = 0, low: from = 0, high: to = 0 } = suggestion.elasticity ?? {};
  const inside = weeks.filter(([, units]) => units <= 1.05 * Math.max(most, high[0]?.[1] ?? 0));
  return svgOf({
    width: WIDTH,
    height: HEIGHT,
    title: "How many are sold at each price",
    subtitle: `${product.sku} of the demo shop, ${product.history.category}: elasticity ${signed(value)} [${signed(from)}, ${signed(to)}] at the current price`,
    about: `Units a week over the price of one product: every week as a dot, the learned curve with its 95 % interval, the true demand, the current price ${product.price} and the suggested price ${suggestion.suggestedPrice}`,
    parts: [
      legendOf(20, 82, [
        { sign: "small dot", colour: COLOURS.weeks, words: "a week, all else brought to the same", width: 270 },
        { sign: "line", colour: COLOURS.model, words: "learned", width: 110 },
        { sign: "band", colour: COLOURS.model, words: "95 % interval", width: 145 },
        { sign: "dashes", colour: COLOURS.truth, words: "true demand, which the shop does not know", width: 0 },
      ]),
      axesOf(plot, "price, £", "units a week"),
      ...inside.map((week) => dotAt(week, plot, 3, `fill="${COLOURS.weeks}" fill-opacity="0.45"`)),
      bandOf(low, high, plot, `fill="${COLOURS.model}" fill-opacity="0.18"`),
      curveOf(truth, plot, `stroke="${COLOURS.truth}" stroke-width="1.8" stroke-dasharray="6 5"`),
      curveOf(expected, plot, `stroke="${COLOURS.model}" stroke-width="3"`),
      ...pricesOn(shown, plot, expected),
    ],
  });
}

/** Profit of a product over its price, with the limits that a suggestion keeps. */
export function profitPicture(shown: Shown): string {
  const { rails, judged } = shown;
  const { suggestion, product } = judged;
  const profit = (points: readonly Point[]) =>
    points.map(([price, units]): Point => [price, units * (price - product.cost)]);
  const [expected, low, high, truth] = [shown.expected, shown.low, shown.high, shown.truth].map(profit);
  if (!expected || !low || !high || !truth) return "";
  const most = Math.max(...high.map(([, each]) => each));
  const plot = plotOf(BOX, [expected[0]?.[0] ?? 0, expected.at(-1)?.[0] ?? 1], [0, 1.04 * most]);
  const change = signed(100 * (suggestion.profitChange?.value ?? 0), 1);
  return svgOf({
    width: WIDTH,
    height: HEIGHT,
    title: "What each price is expected to earn",
    subtitle: `${money(suggestion.suggestedPrice ?? 0)} instead of ${money(product.price)}, at a cost of ${money(product.cost)}: ${change} % profit expected. Only prices between the rails are looked at.`,
    about: `Profit a week over the price of the same product, with the rails ${rails.low.at.toFixed(2)} and ${rails.high.at.toFixed(2)}`,
    parts: [
      legendOf(20, 82, [
        { sign: "line", colour: COLOURS.model, words: "expected profit", width: 150 },
        { sign: "band", colour: COLOURS.model, words: "95 % interval", width: 140 },
        { sign: "dashes", colour: COLOURS.truth, words: "with the true demand", width: 185 },
      ]),
      axesOf(plot, "price, £", "profit a week, £"),
      bandOf(low, high, plot, `fill="${COLOURS.model}" fill-opacity="0.18"`),
      ...railsOn(rails.low.at, rails.high.at, plot),
      curveOf(truth, plot, `stroke="${COLOURS.truth}" stroke-width="1.8" stroke-dasharray="6 5"`),
      curveOf(expected, plot, `stroke="${COLOURS.model}" stroke-width="3"`),
      ...pricesOn(shown, plot, expected),
      ...railWords(shown, plot),
    ],
  });
}

/** The current and the suggested price: where they are, and what is expected there. */
function pricesOn({ judged }: Shown, plot: Plot, curve: readonly Point[]): string[] {
  const { suggestion, product } = judged;
  const suggested = suggestion.suggestedPrice ?? product.price;
  const isLower = suggested < product.price;
  return [
    ...mark(product.price, "now", COLOURS.faint, isLower ? "start" : "end", plot, curve),
    ...mark(suggested, "suggested", COLOURS.suggested, isLower ? "end" : "start", plot, curve),
  ];
}

function mark(
  price: number,
  name: string,
  colour: string,
  anchor: string,
  plot: Plot,
  curve: readonly Point[],
): string[] {
  const [x, top] = [plot.x(price), plot.box.top - 8];
  const words = `font-size="12.5" font-weight="600" fill="${colour}" text-anchor="${anchor}"`;
  return [
    `<path d="M${px(x)} ${top}V${plot.box.bottom}" stroke="${colour}" stroke-width="1.4"/>`,
    label(x + (anchor === "start" ? 6 : -6), top + 5, `${name} ${money(price)}`, words),
    dotAt([price, heightAt(price, curve)], plot, 5, `fill="${colour}" stroke="#ffffff" stroke-width="1.5"`),
  ];
}

function heightAt(price: number, curve: readonly Point[]): number {
  const after = Math.max(
    1,
    curve.findIndex(([x]) => x >= price),
  );
  const [[x0, y0], [x1, y1]] = [curve[after - 1] ?? [0, 0], curve[after] ?? [1, 0]];
  return y0 + ((price - x0) / (x1 - x0)) * (y1 - y0);
}

/** What may not be suggested is grey. */
function railsOn(low: number, high: number, { box, x }: Plot): string[] {
  const grey = `fill="${COLOURS.rails}" fill-opacity="0.16"`;
  return [
    `<rect x="${box.left}" y="${box.top}" width="${px(x(low) - box.left)}" height="${box.bottom - box.top}" ${grey}/>`,
    `<rect x="${px(x(high))}" y="${box.top}" width="${px(box.right - x(high))}" height="${box.bottom - box.top}" ${grey}/>`,
    line(x(low), box.top, x(low), box.bottom, COLOURS.rails),
    line(x(high), box.top, x(high), box.bottom, COLOURS.rails),
  ];
}

function railWords({ rails }: Shown, { box, x }: Plot): string[] {
  const { low, high } = rails;
  return [
    ...wrapped(`not below ${money(low.at)}: ${low.words}`, x(low.at) - 8, box.bottom - 12, "end"),
    ...wrapped(`not above ${money(high.at)}: ${high.words}`, x(high.at) + 8, box.bottom - 12, "start"),
  ];
}

const LINE = { letters: 17, height: 16 };

/** Words in short lines, the last of them at y. */
function wrapped(words: string, x: number, y: number, anchor: string): string[] {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE.letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((each, place) => {
    const up = (lines.length - 1 - place) * LINE.height;
    return label(x, y - up, each, `font-size="12" fill="${COLOURS.faint}" text-anchor="${anchor}"`);
  });
}

const money = (amount: number): string => `£${amount.toFixed(2)}`;
const signed = (value: number, places = 2): string =>
  `${value > 0 ? "+" : ""}${value.toFixed(places).replace("-", "−")}`;

function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
