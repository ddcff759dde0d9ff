import { compareArms } from "../lift/compare-arms.ts";
import type { Arm, ArmOutcome } from "./arm.ts";
import type { ExperimentMap } from "./experiment-map.ts";
import { ExperimentFault, type GatheredArms } from "./gather-arms.ts";
import { type Missing, refuseMissing } from "./refuse-missing.ts";

/** What an evaluation of an experiment found out of one arm and outcome: a line of the table. */
export interface LiftResult {
  readonly outcome: string;
  readonly arm: string;
  /** The means. */
  readonly treated: number;
  readonly control: number;
  /** Those who count. */
  readonly treatedCustomers: number;
  readonly controlCustomers: number;
  /** Those of whom there is no value, and who are left out. */
  readonly treatedMissing: number;
  readonly controlMissing: number;
  /** treated - control, with its 95 % interval; null where nothing varies in either arm. */
  readonly absolute: number;
  readonly low: number | null;
  readonly high: number | null;
  /** absolute / control; null where that is 0. */
  readonly relative: number | null;
  readonly pValue: number | null;
  /** With what the covariate foretells taken out; null without one. */
  readonly cupedAbsolute: number | null;
  readonly cupedLow: number | null;
  readonly cupedHigh: number | null;
  readonly cupedStandardError: number | null;
  /** That holds at every look; null until there is enough data. */
  readonly sequentialLow: number | null;
  readonly sequentialHigh: number | null;
  readonly sequentialPValue: number | null;
  /** Whether so much has happened in both arms that intervals are what they claim to be. */
  readonly enoughData: boolean;
}

export interface LiftReport {
  readonly kind: "lift";
  /** What was measured and how, in words. */
  readonly protocol: string;
  /** That were read. */
  readonly rows: number;
  /** Those of no known arm, and those with a cell that is no number, which count in what their other cells say. */
  readonly rejected: number;
  readonly seconds: number;
  readonly peakMemoryMb: number;
  readonly files: Readonly<Record<string, string>>;
  readonly results: readonly LiftResult[];
}

/** Each treated arm beside the control, outcome by outcome. Throws ExperimentFault where there is nothing to compare. */
export function evaluateExperiment(map: ExperimentMap, gathered: GatheredArms): LiftResult[] {
  const control = controlOf(map, gathered);
  return [...gathered.treated].flatMap(([arm, treated]) => {
    refuseFew(`the arm "${arm}"`, treated);
    refuseWithout(arm, treated, control);
    return map.outcomes.flatMap(({ name, rule }, at) => {
      const [own, other] = [treated.outcomes[at], control.outcomes[at]];
      if (own === undefined || other === undefined) return [];
      const missing = [missingOf(`the arm "${arm}"`, own), missingOf("the control", other)] as const;
      refuseMissing(`${rule.at}, ${name}`, `${name}: { column: ..., empty: 0 }`, ...missing);
      return resultOf({ outcome: name, arm }, { treated, control }, own, other);
    });
  });
}

/** A covariate was there before anything was done; if it is missing by arm, it was not. */
function refuseWithout(arm: string, treated: Arm, control: Arm): void {
  const [own, other] = [treated, control].map(({ customers, withoutCovariate: missing }) => ({ customers, missing }));
  if (own === undefined || other === undefined) return;
  const missing = [
    { ...own, arm: `the arm "${arm}"` },
    { ...other, arm: "the control" },
  ] as const;
  refuseMissing("covariate", "covariate: { column: ..., empty: 0 }", ...missing);
}

const missingOf = (arm: string, { summary, missing }: ArmOutcome): Missing => ({
  arm,
  customers: summary.customers + missing,
  missing,
});

function controlOf(map: ExperimentMap, { rows, control, treated }: GatheredArms): Arm {
  if (rows === 0) throw new ExperimentFault("the file has no rows");
  const wanted = map.control.map((each) => `"${each}"`).join(" or ");
  const names = [...treated.keys()].map((each) => `"${each}"`).join(", ");
  if (control === undefined && names === "") throw new ExperimentFault("no row of the file can be used");
  if (control === undefined) {
    throw new ExperimentFault(`no row of the file is of the control, ${wanted}: the arms that it has are ${names}`);
  }
  if (names === "") throw new ExperimentFault(`all rows of the file that can be used are of the control, ${wanted}`);
  refuseFew("the control", control);
  return control;
}

function refuseFew(name: string, { customers }: Arm): void {
  if (customers < 2) throw new ExperimentFault(`${name} has 1 customer; at least 2 are needed to see how they differ`);
}

function resultOf(
  named: Pick<LiftResult, "outcome" | "arm">,
  assigned: Readonly<Record<"treated" | "control", Arm>>,
  { summary: treated }: ArmOutcome,
  { summary: control }: ArmOutcome,
): LiftResult {
  const { relative, fixed, cuped, sequential, enoughData } = compareArms(treated, control);
  return {
    ...named,
    treated: treated.mean,
    control: control.mean,
    treatedCustomers: treated.customers,
    controlCustomers: control.customers,
    treatedMissing: assigned.treated.customers - treated.customers,
    controlMissing: assigned.control.customers - control.customers,
    absolute: treated.mean - control.mean,
    low: fixed?.low ?? null,
    high: fixed?.high ?? null,
    relative,
    pValue: fixed?.pValue ?? null,
    cupedAbsolute: cuped?.absolute ?? null,
    cupedLow: cuped?.low ?? null,
    cupedHigh: cuped?.high ?? null,
    cupedStandardError: cuped?.standardError ?? null,
    sequentialLow: sequential?.low ?? null,
    sequentialHigh: sequential?.high ?? null,
    sequentialPValue: sequential?.pValue ?? null,
    enoughData,
  };
}

export const LIFT_IN_WORDS = [
  "Each row is one customer in the arm that they were assigned to, whatever reached them (intention to treat); who has no value for an outcome is left out of that outcome alone.",
  "Lift is the treated arm's mean less the control's, with Welch's 95 % interval and two-sided p-value: they are for one look that was agreed on before.",
  "The sequential interval and p-value hold at every look, however often one looks (a normal mixture whose rho is fixed), and are told once there is enough data.",
  "CUPED takes out what the covariate foretells, theta pooled within the arms.",
  "Several arms and outcomes are several looks: nothing is corrected for their number.",
].join(" ");
