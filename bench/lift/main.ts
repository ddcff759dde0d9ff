import { parseArgs } from "node:util";
import { ArmGatherer, type ArmSummary } from "../../src/campaigns/lift/arm-summary.ts";
import { compareArms } from "../../src/campaigns/lift/compare-arms.ts";
import { probabilityBest } from "../../src/campaigns/lift/probability-best.ts";
import { table } from "../../src/cli/text-table.ts";
import { Random } from "../../src/demo/random.ts";
import { buyingArm, spendingArm } from "./amounts.ts";
import { lookDaily } from "./looks.ts";
import { falseAlarms as alarmsOf } from "./small-arms.ts";

const USAGE = `npm run bench:lift -- [options]
  --experiments N   in each line of the tables (10000)
  --seed N          (1)`;

const DAYS = 30;
const HOLD_OUTS = [0.5, 0.1, 0.05];

interface Options {
  readonly experiments: number;
  readonly seed: number;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Without any effect: how often somebody who looks every evening is ever told that there is one. */
function falseAlarms({ experiments, seed }: Options): void {
  const audiences = [
    [0.005, 20_000],
    [0.005, 200_000],
    [0.05, 2_000],
    [0.05, 20_000],
    [0.4, 1_000],
    [0.4, 20_000],
    [0.9, 5_000],
  ] as const;
  const rows = audiences.flatMap(([rate, customers]) =>
    HOLD_OUTS.map((holdOut) => {
      const { ever, fixedAtEnd } = lookDaily({ rate, customers, holdOut, effect: 0, days: DAYS }, experiments, seed);
      const shares = [ever.fixed, ever.fixedIfEnough, ever.sequential, fixedAtEnd];
      return [percent(rate), String(customers), percent(holdOut), ...shares.map(percent)];
    }),
  );
  const heads = ["rate", "customers", "hold-out", "fixed, ever", "if enough", "sequential, ever", "fixed, at end"];
  console.log(`\nFalse alarms in ${DAYS} daily looks\n${table(heads, rows, [])}`);
}

/** Small arms, high rates and amounts, without any effect: how often p is ever below 5 %, in looks after every conversion. */
function smallArms({ experiments, seed }: Options): void {
  const arms = [
    [95, 5],
    [180, 20],
    [450, 50],
    [900, 100],
    [4500, 500],
  ] as const;
  const yesOrNo = arms.flatMap((sizes) =>
    [0.01, 0.5, 0.7, 0.9, 0.95, 0.98, 0.99].map((rate) => [0, sizes, rate] as const),
  );
  const amounts = [0.1, 0.8, 1.3].flatMap((sigma) =>
    arms.slice(2).flatMap((sizes) => [0.5, 0.9, 0.99].map((rate) => [sigma, sizes, rate] as const)),
  );
  const rows = [...yesOrNo, ...amounts].map(([sigma, [treated, control], rate]) => {
    const campaigns = Math.round(sigma === 0 ? 2 * experiments : experiments / 2);
    const told = alarmsOf({ treated, control, rate, sigma, days: DAYS }, campaigns, seed);
    const shares = [told.always, told.evenings, told.alwaysUnasked, told.eveningsUnasked, told.enough];
    const outcome = sigma === 0 ? "yes or no" : `amounts, sigma ${sigma}`;
    return [outcome, `${treated} / ${control}`, percent(rate), ...shares.map(percent)];
  });
  const heads = ["outcome", "arms", "rate", "always", "evenings", "always, unasked", "evenings, unasked", "enough"];
  console.log(`\nFalse alarms of the sequential p, looking after every conversion\n${table(heads, rows, ["left"])}`);
}

/** With an effect: whether intervals hold it at all looks, how often it is found, and when. */
function findings({ experiments, seed }: Options): void {
  const effects = [
    [0.05, 20_000, 0.2],
    [0.05, 20_000, 0.4],
    [0.05, 20_000, 0.8],
    [0.05, 200_000, 0.1],
    [0.05, 200_000, 0.2],
    [0.005, 200_000, 0.5],
    [0.4, 20_000, 0.1],
  ] as const;
  const rows = effects.flatMap(([rate, customers, effect]) =>
    [0.5, 0.1].map((holdOut) => {
      const { ever, fixedAtEnd, day } = lookDaily({ rate, customers, holdOut, effect, days: DAYS }, experiments, seed);
      const shares = [1 - ever.fixedMissed, 1 - ever.sequentialMissed, fixedAtEnd, ever.sequential];
      return [
        percent(rate),
        String(customers),
        percent(holdOut),
        percent(effect),
        ...shares.map(percent),
        String(day ?? "-"),
      ];
    }),
  );
  const heads = [
    "rate",
    "customers",
    "hold-out",
    "effect",
    "fixed holds",
    "sequential holds",
    "fixed finds",
    "sequential finds",
    "day",
  ];
  console.log(`\nA true effect, ${DAYS} daily looks\n${table(heads, rows, [])}`);
}

/** How often a single 95 % interval holds the truth, by how much is expected in the smaller arm. */
function coverage({ experiments, seed }: Options): void {
  const expected = [5, 10, 20, 40, 80, 160, 320];
  const kinds = [0, 0.5, 0.8, 1, 1.3].flatMap((sigma) => HOLD_OUTS.map((holdOut) => [sigma, holdOut] as const));
  const rows = kinds.map(([sigma, holdOut]) => [
    sigma === 0 ? "yes or no" : `amounts, sigma ${sigma}`,
    percent(holdOut),
    ...expected.map((least) => held(sigma, holdOut, least, { experiments, seed })),
  ]);
  console.log(
    `\nA 95 % interval holds the truth, and (how often there is enough data)\n${table(["outcome", "hold-out", ...expected.map(String)], rows, ["left"])}`,
  );
}

function held(sigma: number, holdOut: number, least: number, { experiments, seed }: Options): string {
  const random = new Random(seed, "coverage", sigma, holdOut, least);
  const [rate, customers] = [0.02, Math.round(least / 0.02)];
  const others = Math.round((customers * (1 - holdOut)) / holdOut);
  // Many draws of few: the whole table costs about the same in each cell.
  const times = Math.min(experiments, Math.round(4e7 / (least / holdOut) / (sigma === 0 ? 1 : 4)));
  let [holds, enough] = [0, 0];
  for (let at = 0; at < times; at++) {
    const told = compareArms(
      spendingArm({ customers: others, rate, sigma }, random),
      spendingArm({ customers, rate, sigma }, random),
    );
    if (told.fixed !== null && told.fixed.low <= 0 && told.fixed.high >= 0) holds++;
    if (told.enoughData) enough++;
  }
  return `${((100 * holds) / times).toFixed(1)} (${Math.round((100 * enough) / times)})`;
}

/** Money that the same customers spend again and again, without any effect. */
function purchases({ experiments, seed }: Options): void {
  const times = Math.round(experiments / 20);
  const rows = [
    [0.05, 0],
    [0.5, 0],
    [2, 0],
    [0.5, 1],
    [2, 1],
  ].map(([often = 0, differ = 0]) => {
    let [fixed, sequential] = [0, 0];
    for (let at = 0; at < times; at++) {
      const made = { days: DAYS, often, differ, sigma: 0.8 };
      const control = buyingArm({ ...made, customers: 200 }, new Random(seed, "control", often, differ, at));
      let ever = { fixed: false, sequential: false };
      for (const treated of buyingArm({ ...made, customers: 800 }, new Random(seed, "treated", often, differ, at))) {
        const other: ArmSummary | undefined = control.next().value ?? undefined;
        const told = other && compareArms(treated, other);
        ever = {
          fixed: ever.fixed || (told?.fixed?.pValue ?? 1) < 0.05,
          sequential: ever.sequential || (told?.sequential?.pValue ?? 1) < 0.05,
        };
      }
      fixed += ever.fixed ? 1 : 0;
      sequential += ever.sequential ? 1 : 0;
    }
    return [String(often), differ === 0 ? "no" : "yes", percent(fixed / times), percent(sequential / times)];
  });
  const heads = ["purchases each", "customers differ", "fixed, ever", "sequential, ever"];
  console.log(
    `\nFalse alarms of money spent again and again, 1,000 customers, 20 % held out, ${times} experiments\n${table(heads, rows, [])}`,
  );
}

/** How much of the variance a covariate takes away, beside 1 - correlation^2, and whether its interval still holds. */
function variances({ experiments, seed }: Options): void {
  const times = Math.round(experiments / 10);
  const rows = [0, 0.3, 0.5, 0.7, 0.9].map((correlation) => {
    const random = new Random(seed, "cuped", correlation);
    let [squares, before, holds] = [0, 0, 0];
    for (let at = 0; at < times; at++) {
      const [treated, control] = [900, 100].map((customers) => correlatedArm(customers, correlation, random));
      const told = treated && control && compareArms(treated, control);
      squares += (told?.cuped?.absolute ?? 0) ** 2;
      before += (told?.fixed?.absolute ?? 0) ** 2;
      if (told?.cuped && told.cuped.low <= 0 && told.cuped.high >= 0) holds++;
    }
    return [
      String(correlation),
      (1 - correlation ** 2).toFixed(2),
      (squares / before).toFixed(2),
      percent(holds / times),
    ];
  });
  console.log(
    `\nCUPED, 1,000 customers, 10 % held out\n${table(["correlation", "1 - r^2", "variance left", "interval holds"], rows, [])}`,
  );
}

function correlatedArm(customers: number, correlation: number, random: Random): ArmSummary {
  const gatherer = new ArmGatherer({ hasCovariate: true });
  for (let at = 0; at < customers; at++) {
    const before = random.normal();
    gatherer.add(correlation * before + Math.sqrt(1 - correlation ** 2) * random.normal(), before);
  }
  return gatherer.summary();
}

function bestOf(): void {
  const rows = [2, 5, 20].map((variants) => {
    const counts = Array.from({ length: variants }, (_, at) => ({ converted: 500 + 5 * at, customers: 10_000 }));
    probabilityBest(counts);
    const started = performance.now();
    probabilityBest(counts);
    return [String(variants), (performance.now() - started).toFixed(1)];
  });
  console.log(`\nWhich of the variants is the best\n${table(["variants", "milliseconds"], rows, [])}`);
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${name} ${text}: a whole number above 0 is needed`);
  return number;
}

try {
  const { values } = parseArgs({
    options: { experiments: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } },
  });
  const options = {
    experiments: wholeNumber("--experiments", values.experiments),
    seed: wholeNumber("--seed", values.seed),
  };
  for (const part of [falseAlarms, smallArms, findings, coverage, purchases, variances, bestOf]) {
    const started = performance.now();
    part(options);
    console.log(`(${((performance.now() - started) / 1000).toFixed(0)} s)`);
  }
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 1;
}
