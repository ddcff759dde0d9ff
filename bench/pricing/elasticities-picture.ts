import { seriesOf } from "../../src/scoring/pricing/series.ts";
import { weeklySales } from "../../src/scoring/pricing/weekly-sales.ts";
import { label, px } from "../../src/scoring/recommendations/evaluation/svg.ts";
import { axesOf, COLOURS, dotAt, legendOf, type Plot, plotOf, svgOf } from "./frame.ts";
import type { Judged, Judgement } from "./judge.ts";
import { naiveElasticity } from "./naive.ts";

const [WIDTH, HEIGHT] = [1040, 590];
const [FROM, TO] = [-9, 1];
const SIDE = 400;
const TOP = 134;

/** Each product's elasticity at its current price against the true one: as a spreadsheet has it, and as it is learned. */
export function elasticitiesPicture(judgement: Judgement): string {
  const answered = judgement.products.filter(({ isAnswered }) => isAnswered);
  const [left, right] = [80, 600].map((x) => {
    return plotOf({ left: x, right: x + SIDE, top: TOP, bottom: TOP + SIDE }, [FROM, TO - 1], [FROM, TO]);
  });
  if (left === undefined || right === undefined) return "";
  const told = (words: string, { box }: Plot) =>
    label(box.left, box.top - 14, words, 'font-size="14" font-weight="600"');
  const covered = answered.filter(({ isCovered }) => isCovered).length;
  return svgOf({
    width: WIDTH,
    height: HEIGHT,
    title: "Estimated and true elasticities",
    subtitle: `Each dot is one of ${answered.length} products of the demo shop; on the slanted line the estimate is right`,
    about: `Two scatter plots. A line through logarithms of units and prices misses most true elasticities, most of all where prices follow demand; ${covered} of ${answered.length} learned intervals hold the true one.`,
    parts: [
      legendOf(20, 84, [
        { sign: "dot", colour: COLOURS.model, words: "price set without regard to demand", width: 270 },
        { sign: "dot", colour: COLOURS.suggested, words: "price follows demand", width: 190 },
        { sign: "line", colour: COLOURS.rails, words: "95 % interval", width: 0 },
      ]),
      told("A line through logarithms, nothing taken out", left),
      told(`As learned: ${((100 * covered) / answered.length).toFixed(0)} % of intervals hold the truth`, right),
      ...[left, right].map((plot) => axesOf(plot, "true elasticity", "estimate")),
      ...[left, right].map(diagonal),
      ...answered.map((each) => naiveDot(each, judgement, left)),
      ...answered.map((each) => intervalOf(each, right)),
      ...answered.map((each) =>
        dotAt([each.truth, within(each.suggestion.elasticity?.value ?? 0)], right, 3.2, dotOf(each)),
      ),
    ],
  });
}

const diagonal = ({ x, y }: Plot): string =>
  `<path d="M${px(x(FROM))} ${px(y(FROM))}L${px(x(TO - 1))} ${px(y(TO - 1))}" stroke="${COLOURS.truth}" stroke-width="1.2" stroke-dasharray="6 5"/>`;

const dotOf = ({ pricing }: Judged): string =>
  `fill="${pricing === "DEMAND_LED" ? COLOURS.suggested : COLOURS.model}" fill-opacity="0.85" stroke="#ffffff" stroke-width="0.6"`;

const within = (value: number): number => Math.min(TO, Math.max(FROM, value));

function naiveDot(each: Judged, { span }: Judgement, plot: Plot): string {
  const naive = naiveElasticity(seriesOf(weeklySales(each.product.history, span)));
  return dotAt([each.truth, within(naive)], plot, 3.2, dotOf(each));
}

function intervalOf({ truth, suggestion }: Judged, { x, y }: Plot): string {
  const { low = 0, high = 0 } = suggestion.elasticity ?? {};
  const ends = `V${px(y(within(high)))}`;
  return `<path d="M${px(x(truth))} ${px(y(within(low)))}${ends}" stroke="${COLOURS.rails}" stroke-opacity="0.4"/>`;
}
