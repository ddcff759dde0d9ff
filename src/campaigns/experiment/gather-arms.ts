import { readValue, reasonOf, requiredText, type TableRow, type ValueRule } from "../../imports/index.ts";
import { ArmGatherer, type ArmSummary } from "../lift/arm-summary.ts";
import type { ExperimentMap } from "./experiment-map.ts";

/** A row that could not be used, and why. */
export type LeavesOut = (left: { readonly kind: "rejected"; readonly reason: string }) => void;

export interface Arm {
  readonly customers: number;
  /** In the order of the map's outcomes. */
  readonly outcomes: readonly ArmSummary[];
}

export interface GatheredArms {
  readonly rows: number;
  /** Undefined where no row is of it. */
  readonly control: Arm | undefined;
  /** By the value of the arm's column: in the map's order, or by name where it names none. */
  readonly treated: ReadonlyMap<string, Arm>;
}

/** What is wrong with an experiment as a whole, in a sentence for the person who gave it. */
export class ExperimentFault extends Error {
  override readonly name = "ExperimentFault";
}

/** A column with more values than that names something else, such as customers. */
const MOST_ARMS = 20;

/** Adds the rows of a table up by arm and outcome, one pass and nothing kept of a row; `onRow` is told how many were read. */
export async function gatherArms(
  map: ExperimentMap,
  rows: AsyncIterable<TableRow>,
  leaveOut: LeavesOut,
  onRow: (rows: number) => void,
): Promise<GatheredArms> {
  const arms = new Arms(map);
  let read = 0;
  for await (const row of rows) {
    const reason = row.fault ?? arms.add(row);
    if (reason !== undefined) leaveOut({ kind: "rejected", reason });
    read += 1;
    onRow(read);
  }
  return { rows: read, control: arms.control(), treated: arms.treated() };
}

class Arms {
  readonly #map: ExperimentMap;
  #control: readonly ArmGatherer[] | undefined;
  readonly #treated = new Map<string, readonly ArmGatherer[]>();

  constructor(map: ExperimentMap) {
    this.#map = map;
  }

  /** Why a row cannot be used; undefined where it was. */
  add(row: TableRow): string | undefined {
    const { arm, outcomes, covariate, treated, control } = this.#map;
    try {
      const name = requiredText(arm, row).trim();
      const isControl = control.includes(name);
      if (!isControl && treated !== undefined && !treated.includes(name)) {
        return `${arm.at}: ${JSON.stringify(name)} is none of the map's arms`;
      }
      const values = outcomes.map(({ rule }) => numberOf(rule, row));
      const known = covariate && numberOf(covariate, row);
      const gatherers = isControl ? this.#ofControl() : this.#of(name);
      for (const [at, value] of values.entries()) gatherers[at]?.add(value, known);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  control(): Arm | undefined {
    return this.#control && armOf(this.#control);
  }

  treated(): ReadonlyMap<string, Arm> {
    const { treated } = this.#map;
    const found = [...this.#treated].map(([name, gatherers]) => [name, armOf(gatherers)] as const);
    const place = (name: string): number => treated?.indexOf(name) ?? 0;
    return new Map(
      found.sort(([left], [right]) => place(left) - place(right) || left.localeCompare(right, "en", { numeric: true })),
    );
  }

  #ofControl(): readonly ArmGatherer[] {
    this.#control ??= this.#gatherers();
    return this.#control;
  }

  #of(name: string): readonly ArmGatherer[] {
    const known = this.#treated.get(name);
    if (known !== undefined) return known;
    if (this.#treated.size === MOST_ARMS) {
      throw new ExperimentFault(
        `${this.#map.arm.at}: the column has more than ${MOST_ARMS} values beside the control's; name those to compare in arm.treated`,
      );
    }
    const gatherers = this.#gatherers();
    this.#treated.set(name, gatherers);
    return gatherers;
  }

  #gatherers(): readonly ArmGatherer[] {
    const hasCovariate = this.#map.covariate !== undefined;
    return this.#map.outcomes.map(() => new ArmGatherer({ hasCovariate }));
  }
}

/** Yes is 1, no is 0. */
const numberOf = (rule: ValueRule, row: TableRow): number => Number(readValue(rule, row));

const armOf = (gatherers: readonly ArmGatherer[]): Arm => ({
  customers: gatherers[0]?.customers ?? 0,
  outcomes: gatherers.map((each) => each.summary()),
});
