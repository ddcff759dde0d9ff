import { readValue, reasonOf, requiredText, type TableRow } from "../../imports/index.ts";
import { type Arm, ArmInMaking } from "./arm.ts";
import type { ExperimentMap, ExperimentNumber } from "./experiment-map.ts";

/** Something that could not be used, and why: a row, or a cell of one that counts all the same in what its other cells say. */
export type LeavesOut = (left: { readonly kind: "rejected" | "empty"; readonly reason: string }) => void;

export interface GatheredArms {
  readonly rows: number;
  /** Those of no known arm, and those with a cell that is no number. */
  readonly rejected: number;
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
  let [read, rejected] = [0, 0];
  for await (const row of rows) {
    let isRejected = false;
    arms.add(row, (left) => {
      if (left.kind === "rejected") isRejected = true;
      leaveOut(left);
    });
    if (isRejected) rejected += 1;
    read += 1;
    onRow(read);
  }
  return { rows: read, rejected, control: arms.control(), treated: arms.treated() };
}

class Arms {
  readonly #map: ExperimentMap;
  #control: ArmInMaking | undefined;
  readonly #treated = new Map<string, ArmInMaking>();

  constructor(map: ExperimentMap) {
    this.#map = map;
  }

  add(row: TableRow, leaveOut: LeavesOut): void {
    const { outcomes, covariate } = this.#map;
    const arm = this.#armOf(row);
    if (typeof arm === "string") {
      leaveOut({ kind: "rejected", reason: arm });
      return;
    }
    const values = outcomes.map((outcome) => numberIn(outcome, row, leaveOut));
    arm.add(values, covariate && numberIn(covariate, row, leaveOut));
  }

  control(): Arm | undefined {
    return this.#control?.whole();
  }

  treated(): ReadonlyMap<string, Arm> {
    const { treated } = this.#map;
    const found = [...this.#treated].map(([name, arm]) => [name, arm.whole()] as const);
    const place = (name: string): number => treated?.indexOf(name) ?? 0;
    return new Map(
      found.sort(([left], [right]) => place(left) - place(right) || left.localeCompare(right, "en", { numeric: true })),
    );
  }

  /** Or why the row is of none. */
  #armOf(row: TableRow): ArmInMaking | string {
    const { arm, treated, control } = this.#map;
    if (row.fault !== undefined) return row.fault;
    try {
      const name = requiredText(arm, row).trim();
      if (control.includes(name)) return this.#ofControl();
      if (treated === undefined || treated.includes(name)) return this.#of(name);
      return `${arm.at}: ${JSON.stringify(name)} is none of the map's arms`;
    } catch (error) {
      return reasonOf(error);
    }
  }

  #ofControl(): ArmInMaking {
    this.#control ??= new ArmInMaking(this.#map);
    return this.#control;
  }

  #of(name: string): ArmInMaking {
    const known = this.#treated.get(name);
    if (known !== undefined) return known;
    if (this.#treated.size === MOST_ARMS) {
      throw new ExperimentFault(
        `${this.#map.arm.at}: the column has more than ${MOST_ARMS} values beside the control's; name those to compare in arm.treated`,
      );
    }
    const arm = new ArmInMaking(this.#map);
    this.#treated.set(name, arm);
    return arm;
  }
}

/** Yes is 1, no is 0; undefined where the row has no number there. */
function numberIn({ name, rule, empty }: ExperimentNumber, row: TableRow, leaveOut: LeavesOut): number | undefined {
  try {
    const value = readValue(rule, row) ?? empty;
    if (value !== undefined) return Number(value);
    leaveOut({ kind: "empty", reason: `without a value: ${rule.at} (${name})` });
  } catch (error) {
    leaveOut({ kind: "rejected", reason: reasonOf(error) });
  }
  return undefined;
}
