import type { ArmSummary } from "../lift/arm-summary.ts";
import { compareArms } from "../lift/compare-arms.ts";
import type { ExperimentMap } from "./experiment-map.ts";
import { type Arm, ExperimentFault, type GatheredArms } from "./gather-arms.ts";

/** What an evaluation of an experiment found out of one arm and outcome: a line of the table. */
export interface LiftResult {
  readonly outcome: string;
  readonly arm: string;
  /** The means. */
  readonly treated: number;
  readonly control: number;
  readonly treatedCustomers: number;
  readonly controlCustomers: number;
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
  /** That holds at every look. */
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
  readonly rows: number;
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
    return map.outcomes.flatMap(({ name }, at) => {
      const [own, other] = [treated.outcomes[at], control.outcomes[at]];
      return own && other ? [resultOf(name, arm, own, other)] : [];
    });
  });
}

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

function resultOf(outcome: string, arm: string, treated: ArmSummary, control: ArmSummary): LiftResult {
  const { relative, fixed, cuped, sequential, enoughData } = compareArms(treated, control);
  return {
    outcome,
    arm,
    treated: treated.mean,
    control: control.mean,
    treatedCustomers: treated.customers,
    controlCustomers: control.customers,
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
  "Each row is one customer in the arm that they were assigned to, whatever reached them (intention to treat).",
  "Lift is the treated arm's mean less the control's, with Welch's 95 % interval and two-sided p-value: they are for one look that was agreed on before.",
  "The sequential interval and p-value hold at every look, however often one looks (a normal mixture whose rho is fixed).",
  "CUPED takes out what the covariate foretells, theta pooled within the arms.",
  "Several arms and outcomes are several looks: nothing is corrected for their number.",
].join(" ");
