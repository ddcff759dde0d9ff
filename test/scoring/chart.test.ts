import fc from "fast-check";
import { expect, test } from "vitest";
import { chart } from "../../src/scoring/recommendations/evaluation/chart.ts";
import { placeLabels } from "../../src/scoring/recommendations/evaluation/place-labels.ts";
import { fitting } from "../../src/scoring/recommendations/evaluation/svg.ts";
import { aReport, aResult } from "./report.ts";

const BEST = "#2a9d8f";
const WORSE = "#b6c2d1";
const toBest = (low: number, high: number) => ({ toPopularity: null, toBest: { mean: (low + high) / 2, low, high } });

const barColours = (svg: string) => [...svg.matchAll(/<rect x="284"[^>]* fill="(#\w+)"/g)].map(([, colour]) => colour);
const circles = (svg: string) => [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [x, y]);

test("only what the paired comparison finds worse than the best is drawn as worse", () => {
  const close = aResult({ strategy: "close", ndcg: 0.128, difference: toBest(-0.003, 0.001) });
  const worse = aResult({ strategy: "worse", ndcg: 0.127, difference: toBest(-0.004, -0.001) });

  const svg = chart(aReport(aResult(), close, worse));

  expect(barColours(svg)).toEqual([BEST, BEST, WORSE]);
});

test("bars and dots lie where the figures say", () => {
  const half = aResult({ strategy: "half", ndcg: 0.2, ndcgLow: 0.1, ndcgHigh: 0.3, coverage: 0.5 });
  const all = aResult({ strategy: "all", ndcg: 0.4, ndcgLow: 0.4, ndcgHigh: 0.4, coverage: 1 });

  const svg = chart(aReport(all, half));

  // The scale ends at 0.4: 276 px to the right of 284, and 224 px above 352. Coverage ends at 100 %, 322 px to the right of 690.
  expect(svg).toContain('<rect x="284" y="280" width="138" height="32" rx="2"');
  expect(svg).toContain('<line x1="353" y1="296" x2="491" y2="296"');
  expect(circles(svg)).toEqual([
    ["851", "240"],
    ["1012", "128"],
  ]);
});

test("the picture has a title and says its figures in words to those who do not see it", () => {
  const svg = chart(aReport(aResult({ strategy: "EASE", ndcg: 0.1294, coverage: 0.352 })));

  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 1040 428"[^>]* role="img">\n<title>/);
  expect(svg).toContain("<desc>EASE: NDCG 0.1294, coverage 35.2 %</desc>");
});

test("signs of XML in a name are text, and what XML cannot hold is blank", () => {
  const svg = chart(aReport(aResult({ strategy: `<b>&"'\u0000\ud800` })));

  expect(svg).toContain("<title>&lt;b&gt;&amp;&quot;&#39;  </title>");
  expect(svg).not.toContain("<b>");
});

test("nothing found and nothing compared are pictures too", () => {
  const nothing = { ndcg: 0, ndcgLow: 0, ndcgHigh: 0, coverage: 0 };

  const pictures = [chart(aReport(aResult(nothing), aResult(nothing))), chart(aReport())];

  expect(pictures.filter((svg) => /NaN|Infinity|undefined/.test(svg))).toEqual([]);
  expect(pictures.map((svg) => circles(svg).length)).toEqual([2, 0]);
});

const ROOM = { left: 690, right: 1036, top: 118, bottom: 434 };

test("the numbers of nine strategies cover neither each other nor a dot, also where all dots lie on one another", () => {
  const near = fc.record({
    x: fc.double({ min: 690, max: 1012, noNaN: true }),
    y: fc.double({ min: 128, max: 434, noNaN: true }),
    spread: fc.constantFrom(0, 3, 20),
  });
  const dots = near.chain(({ x, y, spread }) => {
    const at = fc.double({ min: -spread, max: spread, noNaN: true });
    const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
    return fc.array(
      fc.tuple(at, at).map(([right, down]) => ({ x: within(x + right, 690, 1012), y: within(y + down, 128, 434) })),
      { minLength: 9, maxLength: 9 },
    );
  });

  fc.assert(
    fc.property(dots, (points) => {
      const places = placeLabels(points, ROOM);

      const covered = places.flatMap((place, index) => [
        ...places.slice(index + 1).filter(({ x, y }) => Math.abs(x - place.x) < 18 && Math.abs(y - place.y) < 16),
        ...points.filter(({ x, y }) => Math.abs(x - place.x) < 15 && Math.abs(y - place.y) < 14),
      ]);
      expect(covered).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("a name is cut where its room ends, sooner if its letters are wide", () => {
  // 19 letters of 12 px have room and 31 of 7.3; the last two of them make room for the three dots.
  expect(fitting("popularity", 232)).toBe("popularity");
  expect(fitting("FREQUENTLY_BOUGHT_TOGETHER", 232)).toBe("FREQUENTLY_BOUGHT_TOGETHER");
  expect(fitting("W".repeat(40), 232)).toBe(`${"W".repeat(17)}…`);
  expect(fitting("i".repeat(40), 232)).toBe(`${"i".repeat(29)}…`);
});
