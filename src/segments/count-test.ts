import { bound, raw, type Sql, sql } from "../database/sql.ts";
import type { Behaviour } from "./rule.ts";

const SIGNS = {
  EQUAL: ["=", (left: number, right: number) => left === right],
  NOT_EQUAL: ["<>", (left: number, right: number) => left !== right],
  MORE_THAN: [">", (left: number, right: number) => left > right],
  AT_LEAST: [">=", (left: number, right: number) => left >= right],
  LESS_THAN: ["<", (left: number, right: number) => left < right],
  AT_MOST: ["<=", (left: number, right: number) => left <= right],
} as const;

type Counting = keyof typeof SIGNS;

/** How numbers of touchpoints can be compared. */
export const COUNTINGS: readonly string[] = Object.keys(SIGNS);

const isCounting = (is: string): is is Counting => Object.hasOwn(SIGNS, is);

export interface CountTest {
  /** Whether it holds of no touchpoint. */
  readonly ofNone: boolean;
  /** Whether all that counts is that there is one, or that there is none: it need not be counted. */
  readonly atLeastOne: boolean;
  test(count: Sql): Sql;
}

/** What a behaviour asks of the number of its touchpoints. */
export function countTest({ countIs, count }: Pick<Behaviour, "countIs" | "count">): CountTest {
  const is = countIs ?? "AT_LEAST";
  if (!isCounting(is)) throw new Error(`numbers are not compared by ${is}`);
  const [sign, holds] = SIGNS[is];
  const many = count ?? 1;
  // All of them compare with one number: what they say of 0, 1, 2 and a very large one tells whether more than 0 matters.
  const said = [0, 1, 2, Number.MAX_SAFE_INTEGER].map((each) => holds(each, many));
  const [none, ...some] = said;
  return {
    ofNone: none === true,
    atLeastOne: some.every((each) => each !== none),
    test: (of) => sql`${of} ${raw(sign)} ${bound(many)}::int`,
  };
}
