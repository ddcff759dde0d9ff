import { ticks } from "../../../math/ticks.ts";
import { type Point, placeLabels } from "./place-labels.ts";
import type { EvaluationReport, StrategyResult } from "./report.ts";
import { escaped, fitting, label, line, px } from "./svg.ts";

const COLOURS = {
  /** The best, and those which the comparison cannot tell from it. */
  best: "#2a9d8f",
  worse: "#b6c2d1",
  whisker: "#0f172a",
  words: "#1e293b",
  faint: "#475569",
  grid: "#e2e8f0",
  axis: "#94a3b8",
} as const;

const [WIDTH, TOP, FOOT] = [1040, 128, 76];
const NAMES = { left: 42, width: 232 };
const BARS = { left: 284, right: 560 };
const PLANE = { left: 690, right: 1012 };
const [LEAST_HEIGHT, ROW] = [224, 34];

/** NDCG of every strategy as bars with whiskers, best first, and beside it NDCG against the share of the catalogue shown. */
export function chart(report: EvaluationReport): string {
  const { results, k } = report;
  const height = Math.max(LEAST_HEIGHT, results.length * ROW);
  const [users, products] = [results[0]?.users ?? 0, report.counts.products].map((each) =>
    each.toLocaleString("en-GB"),
  );
  const about = `${k} recommendations out of ${products} products to each of ${users} customers, held against what they turned to next`;
  const scale = ticks(Math.max(...results.map(({ ndcg, ndcgHigh }) => Math.max(ndcg, ndcgHigh))));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${TOP + height + FOOT}" font-family="system-ui, 'Open Sans', sans-serif" font-size="13" fill="${COLOURS.words}" role="img">
<title>${escaped(`Recommenders compared: NDCG at ${k} and catalogue coverage`)}</title>
<desc>${escaped(results.map(described).join("; "))}</desc>
<rect width="100%" height="100%" fill="#ffffff"/>
${label(20, 32, "Recommenders compared", 'font-size="18" font-weight="600"')}
${label(20, 53, about, `fill="${COLOURS.faint}"`)}
${legend()}
${bars(results, scale, height, k)}
${plane(results, scale, height, k)}
</svg>
`;
}

const described = ({ strategy, ndcg, coverage }: StrategyResult): string =>
  `${strategy}: NDCG ${ndcg.toFixed(4)}, coverage ${percent(coverage)}`;

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;

function legend(): string {
  const entry = (x: number, colour: string, words: string): string =>
    `<rect x="${x}" y="66" width="12" height="12" rx="2" fill="${colour}"/>${label(x + 18, 76.5, words, 'font-size="12"')}`;
  return [
    entry(20, COLOURS.best, "the best, and what cannot be told from it"),
    entry(290, COLOURS.worse, "worse, by the paired 95 % interval"),
    `${line(512, 72, 536, 72, COLOURS.whisker)}${line(512, 68, 512, 76, COLOURS.whisker)}${line(536, 68, 536, 76, COLOURS.whisker)}`,
    label(543, 76.5, "95 % interval of the mean", 'font-size="12"'),
  ].join("\n");
}

/** Worse is what the paired comparison finds so, which sees more than two whiskers do. */
const colourOf = ({ difference: { toBest } }: StrategyResult): string =>
  toBest !== null && toBest.high < 0 ? COLOURS.worse : COLOURS.best;

function bars(results: readonly StrategyResult[], scale: readonly number[], height: number, k: number): string {
  const bottom = TOP + height;
  const x = (value: number): number => BARS.left + (value / (scale.at(-1) ?? 1)) * (BARS.right - BARS.left);
  const row = height / Math.max(1, results.length);
  return [
    label(20, TOP - 18, `Finds what they turned to (NDCG at ${k})`, 'font-weight="600"'),
    ...scale.map((tick) => line(x(tick), TOP, x(tick), bottom, tick === 0 ? COLOURS.axis : COLOURS.grid)),
    ...scale.map((tick) => label(x(tick), bottom + 19, String(tick), `text-anchor="middle" fill="${COLOURS.faint}"`)),
    label((BARS.left + BARS.right) / 2, bottom + 42, "NDCG: 1 is a faultless list", axisTitle),
    ...results.map((result, index) =>
      bar(result, index, { y: TOP + (index + 0.5) * row, thickness: Math.min(32, row * 0.6) }, x),
    ),
  ].join("\n");
}

const axisTitle = `text-anchor="middle" font-size="12" fill="${COLOURS.faint}"`;

function bar(
  result: StrategyResult,
  index: number,
  { y, thickness }: { y: number; thickness: number },
  x: (value: number) => number,
): string {
  const { strategy, ndcg, ndcgLow, ndcgHigh } = result;
  const [from, to] = [x(ndcgLow), x(ndcgHigh)];
  return [
    `<g><title>${escaped(strategy)}</title>`,
    label(20, y + 4.5, String(index + 1), `font-weight="600" fill="${COLOURS.faint}"`),
    label(NAMES.left, y + 4.5, fitting(strategy, NAMES.width)),
    `<rect x="${BARS.left}" y="${px(y - thickness / 2)}" width="${px(x(ndcg) - BARS.left)}" height="${px(thickness)}" rx="2" fill="${colourOf(result)}"/>`,
    line(from, y, to, y, COLOURS.whisker),
    ...[from, to].map((end) => line(end, y - 5, end, y + 5, COLOURS.whisker)),
    label(Math.max(x(ndcg), to) + 8, y + 4.5, ndcg.toFixed(4), 'font-weight="600"'),
    "</g>",
  ].join("");
}

function plane(results: readonly StrategyResult[], scale: readonly number[], height: number, k: number): string {
  const bottom = TOP + height;
  const shares = ticks(Math.min(1, Math.max(...results.map(({ coverage }) => coverage))));
  const x = (share: number): number => PLANE.left + (share / (shares.at(-1) ?? 1)) * (PLANE.right - PLANE.left);
  const y = (value: number): number => bottom - (value / (scale.at(-1) ?? 1)) * height;
  return [
    label(PLANE.left - 50, TOP - 18, "... against how much of the catalogue they see", 'font-weight="600"'),
    ...shares.map((tick) => line(x(tick), TOP, x(tick), bottom, tick === 0 ? COLOURS.axis : COLOURS.grid)),
    ...scale.map((tick) => line(PLANE.left, y(tick), PLANE.right, y(tick), tick === 0 ? COLOURS.axis : COLOURS.grid)),
    ...shares.map((tick) => label(x(tick), bottom + 19, percent(tick), `text-anchor="middle" fill="${COLOURS.faint}"`)),
    ...scale.map((tick) =>
      label(PLANE.left - 8, y(tick) + 4.5, String(tick), `text-anchor="end" fill="${COLOURS.faint}"`),
    ),
    label((PLANE.left + PLANE.right) / 2, bottom + 42, "coverage: products that are recommended to anybody", axisTitle),
    label(
      0,
      0,
      `NDCG at ${k}`,
      `${axisTitle} transform="translate(${PLANE.left - 52} ${TOP + height / 2}) rotate(-90)"`,
    ),
    ...dots(
      results,
      results.map(({ coverage, ndcg }) => ({ x: x(coverage), y: y(ndcg) })),
      bottom,
    ),
  ].join("\n");
}

/** Numbered as the bars are, since names would cover each other; the best lies on top. */
function dots(results: readonly StrategyResult[], points: readonly Point[], bottom: number): string[] {
  const places = placeLabels(points, { left: PLANE.left, right: WIDTH - 4, top: TOP - 10, bottom });
  const drawn = results.flatMap((result, index) => {
    const [dot, place] = [points[index], places[index]];
    return dot === undefined || place === undefined ? [] : [{ result, number: String(index + 1), dot, place }];
  });
  const far = drawn.filter(({ dot, place }) => Math.hypot(place.x - dot.x, place.y - dot.y) > 18);
  const halo = 'text-anchor="middle" font-weight="600" stroke="#ffffff" stroke-width="3" paint-order="stroke"';
  return [
    ...far.map(({ dot, place }) => line(dot.x, dot.y, place.x, place.y, COLOURS.axis)),
    ...drawn
      .toReversed()
      .map(
        ({ result, dot }) =>
          `<circle cx="${px(dot.x)}" cy="${px(dot.y)}" r="5.5" fill="${colourOf(result)}" stroke="#ffffff"><title>${escaped(described(result))}</title></circle>`,
      ),
    ...drawn.map(({ number, place }) => label(place.x, place.y + 4.5, number, halo)),
  ];
}
