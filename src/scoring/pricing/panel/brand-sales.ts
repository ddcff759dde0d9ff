import { CONTROL_COLUMNS, ownPriceOf, type Panel } from "./panel.ts";

/** What a model is fitted to: place i of each column is one store in one week. */
export interface Sales {
  /** Numbers from 0 to below `storeCount`. */
  readonly store: readonly number[];
  readonly storeCount: number;
  readonly week: readonly number[];
  readonly units: readonly number[];
  /** What units may depend on: first ln of the own price, then ln of other prices, then controls. */
  readonly columns: readonly (readonly number[])[];
}

export interface LeftOutRows {
  readonly rows: number;
  /** Completes "12 rows have ...". */
  readonly reason: string;
}

/** What a panel tells of one brand. */
export interface BrandSales {
  readonly sales: Sales;
  /** Of the columns of `sales`, as the file calls them. */
  readonly names: readonly string[];
  /** Weeks without sales are kept where they are too many to be left out. */
  readonly hasZeros: boolean;
  readonly leftOut: readonly LeftOutRows[];
  /** Columns that tell nothing, with the reason. */
  readonly columnsLeftOut: Readonly<Record<string, string>>;
}

/** Where more weeks are without sales, leaving them out would make a brand look less sensitive than it is. */
const MOST_ZEROS = 0.05;
/** A column that is unknown more often costs more rows than it explains. */
const MOST_UNKNOWN = 0.1;

export function brandSales(panel: Panel, brand: string): BrandSales {
  const own = ownPriceOf(brand);
  const all = [...panel.brands.keys()].filter((row) => panel.brands[row] === brand);
  const { kept, columnsLeftOut } = usableColumns(panel, own, all);
  const others = [...kept].filter(([name]) => name !== own);
  const reasons: [reason: string, when: (row: number) => boolean][] = [
    ["no figure for units", (row) => Number.isNaN(panel.units[row])],
    ["units below zero", (row) => (panel.units[row] ?? 0) < 0],
    [`no ${own} above zero`, (row) => !known(own, kept.get(own)?.[row])],
    ["no other price above zero, or no deal or feat", (row) => others.some(([name, of]) => !known(name, of[row]))],
  ];
  const leftOut: LeftOutRows[] = [];
  let rows: readonly number[] = all;
  for (const [reason, when] of reasons) {
    const left = rows.filter((row) => !when(row));
    if (left.length < rows.length) leftOut.push({ rows: rows.length - left.length, reason });
    rows = left;
  }
  const sold = rows.filter((row) => (panel.units[row] ?? 0) > 0);
  const zeros = rows.length - sold.length;
  const hasZeros = zeros > MOST_ZEROS * rows.length;
  if (zeros > 0 && !hasZeros) leftOut.push({ rows: zeros, reason: "no sales, and zero has no logarithm" });
  const sales = salesOf(panel, hasZeros ? rows : sold, [...kept]);
  return { sales, names: [...kept.keys()], hasZeros, leftOut, columnsLeftOut };
}

const isControl = (name: string): boolean => CONTROL_COLUMNS.some((control) => control === name);

/** Prices are, where they are above zero. */
const known = (name: string, value = Number.NaN): boolean => (isControl(name) ? !Number.isNaN(value) : value > 0);

/** The own price first, whatever it is like; of the others those that are known and vary. */
function usableColumns(panel: Panel, own: string, rows: readonly number[]) {
  const kept = new Map([[own, panel.prices.get(own) ?? []]]);
  const columnsLeftOut: Record<string, string> = {};
  for (const [name, values] of [...panel.prices, ...panel.controls]) {
    if (name === own) continue;
    const of = rows.map((row) => values[row]).filter((value) => known(name, value));
    const varies = of.some((value) => value !== of[0]);
    if (rows.length - of.length > MOST_UNKNOWN * rows.length) columnsLeftOut[name] = "is empty or zero too often";
    else if (varies) kept.set(name, values);
    else columnsLeftOut[name] = "never varies";
  }
  return { kept, columnsLeftOut };
}

function salesOf(panel: Panel, rows: readonly number[], columns: readonly [string, readonly number[]][]): Sales {
  const numbers = new Map<string, number>();
  const store = rows.map((row) => {
    const name = panel.stores[row] ?? "";
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
  return {
    store,
    storeCount: numbers.size,
    week: rows.map((row) => panel.weeks[row] ?? 0),
    units: rows.map((row) => panel.units[row] ?? 0),
    columns: columns.map(([name, values]) =>
      rows.map((row) => (isControl(name) ? (values[row] ?? 0) : Math.log(values[row] ?? 0))),
    ),
  };
}

/** The rows for which `holds`; stores keep their numbers. */
export function salesWhere(sales: Sales, holds: (row: number) => boolean): Sales {
  const rows = [...sales.units.keys()].filter(holds);
  const of = (values: readonly number[]) => rows.map((row) => values[row] ?? 0);
  return {
    store: of(sales.store),
    storeCount: sales.storeCount,
    week: of(sales.week),
    units: of(sales.units),
    columns: sales.columns.map(of),
  };
}
