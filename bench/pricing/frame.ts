import { ticks } from "../../src/math/ticks.ts";
import { escaped, label, line, px } from "../../src/scoring/recommendations/evaluation/svg.ts";

export const COLOURS = {
  model: "#2a9d8f",
  weeks: "#64748b",
  truth: "#1e293b",
  suggested: "#e76f51",
  rails: "#94a3b8",
  words: "#1e293b",
  faint: "#475569",
  grid: "#e2e8f0",
  axis: "#94a3b8",
} as const;

export type Point = readonly [x: number, y: number];

/** Where a plot lies in its picture, in pixels. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A plot's scales, from values to pixels, and where its ticks are. */
export interface Plot {
  readonly box: Box;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  x(value: number): number;
  y(value: number): number;
}

export type Ends = readonly [low: number, high: number];

export function plotOf(box: Box, [fromX, toX]: Ends, [fromY, toY]: Ends): Plot {
  return {
    box,
    xTicks: ticksBetween(fromX, toX),
    yTicks: ticksBetween(fromY, toY),
    x: (value) => box.left + ((value - fromX) / (toX - fromX)) * (box.right - box.left),
    y: (value) => box.bottom - ((value - fromY) / (toY - fromY)) * (box.bottom - box.top),
  };
}

/** The round numbers that lie between two. */
function ticksBetween(low: number, high: number): number[] {
  const [, step = 1] = ticks((high - low) / 2);
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toFixed(9)) + 0);
}

/** Grid, axes, ticks and their words. */
export function axesOf({ box, xTicks, yTicks, x, y }: Plot, xWords: string, yWords: string): string {
  const words = `font-size="12" fill="${COLOURS.faint}"`;
  const middle = (box.top + box.bottom) / 2;
  return [
    ...yTicks.map((tick) => line(box.left, y(tick), box.right, y(tick), COLOURS.grid)),
    ...yTicks.map((tick) => label(box.left - 8, y(tick) + 4, numberText(tick, yTicks), `${words} text-anchor="end"`)),
    line(box.left, box.bottom, box.right, box.bottom, COLOURS.axis),
    ...xTicks.map((tick) => line(x(tick), box.bottom, x(tick), box.bottom + 4, COLOURS.axis)),
    ...xTicks.map((tick) => label(x(tick), box.bottom + 19, numberText(tick, xTicks), `${words} text-anchor="middle"`)),
    label((box.left + box.right) / 2, box.bottom + 40, xWords, `${words} text-anchor="middle"`),
    label(0, 0, yWords, `${words} text-anchor="middle" transform="translate(${box.left - 42} ${middle}) rotate(-90)"`),
  ].join("\n");
}

/** With a minus as wide as a digit, and as many decimals as tell ticks apart. */
function numberText(value: number, all: readonly number[]): string {
  const places = all.every(Number.isInteger) ? 0 : all.every((each) => Number.isInteger(each * 10)) ? 1 : 2;
  return value.toFixed(places).replace("-", "−");
}

export const pathOf = (points: readonly Point[], { x, y }: Plot): string =>
  points.map(([one, other], index) => `${index === 0 ? "M" : "L"}${px(x(one))} ${px(y(other))}`).join("");

export const curveOf = (points: readonly Point[], plot: Plot, attributes: string): string =>
  `<path d="${pathOf(points, plot)}" fill="none" stroke-linejoin="round" stroke-linecap="round" ${attributes}/>`;

/** What lies between two curves. */
export const bandOf = (low: readonly Point[], high: readonly Point[], plot: Plot, attributes: string): string =>
  `<path d="${pathOf([...low, ...high.toReversed()], plot)}Z" ${attributes}/>`;

export const dotAt = ([x, y]: Point, plot: Plot, radius: number, attributes: string): string =>
  `<circle cx="${px(plot.x(x))}" cy="${px(plot.y(y))}" r="${radius}" ${attributes}/>`;

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly subtitle: string;
  /** What somebody who cannot see it is told. */
  readonly about: string;
  readonly parts: readonly string[];
}

export function svgOf({ width, height, title, subtitle, about, parts }: Picture): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, 'Open Sans', sans-serif" font-size="13" fill="${COLOURS.words}" role="img">
<title>${escaped(title)}</title>
<desc>${escaped(about)}</desc>
<rect width="100%" height="100%" fill="#ffffff"/>
${label(20, 32, title, 'font-size="18" font-weight="600"')}
${label(20, 54, subtitle, `fill="${COLOURS.faint}"`)}
${parts.join("\n")}
</svg>
`;
}

/** The sign of a line, and its words. */
export interface Entry {
  readonly sign: "line" | "dashes" | "dot" | "small dot" | "band";
  readonly colour: string;
  readonly words: string;
  readonly width: number;
}

/** The entries of a legend in a row. */
export function legendOf(left: number, y: number, entries: readonly Entry[]): string {
  let x = left;
  return entries
    .map(({ sign, colour, words, width }) => {
      const drawn = signOf(sign, x, y, colour) + label(x + 32, y + 4, words, 'font-size="12"');
      x += width;
      return drawn;
    })
    .join("\n");
}

function signOf(sign: Entry["sign"], x: number, y: number, colour: string): string {
  if (sign === "band")
    return `<rect x="${x}" y="${y - 6}" width="24" height="12" fill="${colour}" fill-opacity="0.18"/>`;
  if (sign === "dot") return `<circle cx="${x + 14}" cy="${y}" r="5" fill="${colour}"/>`;
  if (sign === "small dot") return `<circle cx="${x + 14}" cy="${y}" r="3" fill="${colour}" fill-opacity="0.45"/>`;
  const dashes = sign === "dashes" ? ' stroke-dasharray="6 5"' : "";
  return `<path d="M${x} ${y}H${x + 24}" stroke="${colour}" stroke-width="2.5" stroke-linecap="round"${dashes}/>`;
}
