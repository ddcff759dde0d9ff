import type { TableRow } from "../../../imports/index.ts";
import { CONTROL_COLUMNS, ownPriceOf, PANEL_COLUMNS, type Panel, PanelFault } from "./panel.ts";

const NUMBERED_PRICE = /^price\d+$/;
const SPELT_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** How tables write that a value is missing. */
const EMPTY = new Set(["", "NA", "NaN"]);

/** Refuses a table whose header cannot be a panel's. */
export function checkPanelColumns(columns: readonly string[]): void {
  const missing: string[] = PANEL_COLUMNS.filter((column) => !columns.includes(column));
  if (!columns.some((column) => column.startsWith("price"))) missing.push("price1");
  if (missing.length === 0) return;
  const named = missing.length === 1 ? `column ${missing[0]}` : `columns ${missing.join(", ")}`;
  throw new PanelFault(
    `the file has no ${named}: a panel has store, brand, week, units and one column price1, price2, ... for each brand; the lines of a shop's orders are another form, which --map <map.yaml> takes`,
  );
}

/** Rows of a table as a panel; throws PanelFault at the first that is broken. `onRow` is told how many were read. */
export async function readPanel(rows: AsyncIterable<TableRow>, onRow: (rows: number) => void): Promise<Panel> {
  const columns = new PanelBuilder();
  for await (const row of rows) onRow(columns.add(row));
  return columns.panel();
}

class PanelBuilder {
  readonly #stores: string[] = [];
  readonly #brands: string[] = [];
  readonly #weeks: number[] = [];
  readonly #units: number[] = [];
  readonly #prices = new Map<string, number[]>();
  readonly #controls = new Map<string, number[]>();
  /** By column what is no number in it: whether a column is a price is known when all brands are. */
  readonly #faults = new Map<string, string>();
  readonly #places = new Map<string, number>();

  add({ number, values, fault }: TableRow): number {
    if (fault !== undefined) throw new PanelFault(`row ${number}: ${fault}`);
    if (this.#stores.length === 0) checkPanelColumns(Object.keys(values));
    const [store, brand] = [nameIn(values, "store", number), nameIn(values, "brand", number)];
    const week = numberIn(values, "week", number);
    if (!Number.isInteger(week))
      throw new PanelFault(`row ${number}: ${shown("week", values)}, but weeks are numbered`);
    this.#refuseTwice(JSON.stringify([store, brand, week]), number, { store, brand, week });
    const place = this.#stores.push(store) - 1;
    this.#brands.push(brand);
    this.#weeks.push(week);
    this.#units.push(numberIn(values, "units", number));
    for (const column of CONTROL_COLUMNS) {
      if (column in values) put(this.#controls, column, place, numberIn(values, column, number));
    }
    for (const column of Object.keys(values))
      if (column.startsWith("price")) this.#price(column, place, values, number);
    return place + 1;
  }

  panel(): Panel {
    this.#check();
    const whole = (columns: ReadonlyMap<string, number[]>) =>
      new Map(
        [...columns].map(([name, values]) => [name, Array.from(this.#stores, (_, row) => values[row] ?? Number.NaN)]),
      );
    const own = new Set(this.#brands.map(ownPriceOf));
    const prices = new Map([...this.#prices].filter(([column]) => NUMBERED_PRICE.test(column) || own.has(column)));
    for (const column of prices.keys()) {
      const fault = this.#faults.get(column);
      if (fault !== undefined) throw new PanelFault(fault);
    }
    return {
      stores: this.#stores,
      brands: this.#brands,
      weeks: this.#weeks,
      units: this.#units,
      prices: whole(prices),
      controls: whole(this.#controls),
    };
  }

  #price(column: string, place: number, values: TableRow["values"], number: number): void {
    const price = numberOf(values[column]);
    if (price === undefined && !this.#faults.has(column)) this.#faults.set(column, noNumber(column, values, number));
    put(this.#prices, column, place, price ?? Number.NaN);
  }

  #refuseTwice(
    key: string,
    number: number,
    { store, brand, week }: { store: string; brand: string; week: number },
  ): void {
    const before = this.#places.get(key);
    if (before === undefined) this.#places.set(key, number);
    else {
      throw new PanelFault(
        `row ${number}: brand ${brand} in store ${store} in week ${week} is told by row ${before} already; a panel has one row for them, so add their units up`,
      );
    }
  }

  #check(): void {
    if (this.#stores.length === 0) throw new PanelFault("the file has no row below its header");
    const [stores, weeks] = [new Set(this.#stores), new Set(this.#weeks)];
    if (stores.size < 2) {
      throw new PanelFault(
        `all rows are of store ${[...stores][0]}: a panel compares at least 2 stores; the lines of one shop's orders are another form, which --map <map.yaml> takes`,
      );
    }
    if (weeks.size < 2) {
      throw new PanelFault(`all rows are of week ${[...weeks][0]}: a panel compares at least 2 weeks`);
    }
    const without = [...new Set(this.#brands)].filter((brand) => !this.#prices.has(ownPriceOf(brand)));
    const [first] = without;
    if (first !== undefined) {
      const all = without.length === 1 ? `brand ${first} has` : `brands ${without.join(", ")} have`;
      throw new PanelFault(
        `${all} no price in the file: what brand ${first} was sold for is the column ${ownPriceOf(first)}`,
      );
    }
  }
}

function put(columns: Map<string, number[]>, column: string, place: number, value: number): void {
  const values = columns.get(column) ?? [];
  values[place] = value;
  columns.set(column, values);
}

/** "2.0" is the store 2: data frames write numbers so. */
function nameIn(values: TableRow["values"], column: string, number: number): string {
  const text = String(values[column] ?? "").trim();
  if (EMPTY.has(text)) throw new PanelFault(`row ${number}: column ${column} is empty; a name or a number is needed`);
  return text.replace(/^(\d+)\.0+$/, "$1");
}

function numberIn(values: TableRow["values"], column: string, number: number): number {
  const found = numberOf(values[column]);
  if (found === undefined) throw new PanelFault(noNumber(column, values, number));
  return found;
}

const shown = (column: string, values: TableRow["values"]): string =>
  `column ${column} is "${String(values[column] ?? "")}"`;

const noNumber = (column: string, values: TableRow["values"], number: number): string =>
  `row ${number}: ${shown(column, values)}, which is no number; one such as 12 or 0.45 is needed`;

/** NaN where the cell is empty, undefined where it holds something else than a number. */
function numberOf(cell: unknown): number | undefined {
  if (cell === null || cell === undefined) return Number.NaN;
  if (typeof cell === "boolean" || typeof cell === "bigint") return Number(cell);
  if (typeof cell === "number") return Math.abs(cell) === Number.POSITIVE_INFINITY ? undefined : cell;
  if (typeof cell !== "string") return undefined;
  const text = cell.trim();
  if (EMPTY.has(text)) return Number.NaN;
  const value = Number(text);
  return SPELT_NUMBER.test(text) && Number.isFinite(value) ? value : undefined;
}
