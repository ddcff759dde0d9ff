import Big from "big.js";
import type { Role } from "../../../src/graphql/roles.ts";
import type { Cursors } from "./cursors.ts";
import type { CustomerRow, OrderRow, ProductRow, Tables, TouchpointRow } from "./tables.ts";

/** What everything is answered from, and how each thing is shown, for one who asks. */
export interface Things {
  readonly tables: Tables;
  readonly cursors: Cursors;
  readonly role: Role;
  readonly now: Date;
  customer(row: CustomerRow): object;
  touchpoint(row: TouchpointRow): object;
  order(row: OrderRow): object;
  product(row: ProductRow): object;
}

export const seesPersonal = ({ role }: Things): boolean => role === "ADMIN" || role === "MARKETER";

export const idOf = (prefix: string, uuid: string): string => `${prefix}_${uuid.replaceAll("-", "")}`;

/** At least two decimals, and as many as it takes. */
export function money(amount: string | number | Big, currency: string | null) {
  const exact = new Big(amount);
  const places = exact.toFixed().split(".")[1]?.length ?? 0;
  return { amount: exact.toFixed(Math.max(places, 2)), currency };
}

export const moneyOrNull = (amount: string | null, currency: string | null): object | null =>
  amount === null ? null : money(amount, currency);

/** XXX is no currency: no amount has fixed one yet. */
export const shopCurrency = ({ tables }: Things): string => tables.shop[0]?.currency ?? "XXX";

export const only = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error("a row refers to one that is not there");
  return value;
};

export const sum = (amounts: readonly (string | Big)[]): Big =>
  amounts.reduce((total: Big, amount) => total.plus(amount), new Big(0));

/** As the database compares text: by code points. */
export const byText = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));

/** Equal sums of floats may differ in their last digits, depending on the order of the sum. */
export const rounded = (value: number): number => Number(value.toPrecision(11));
