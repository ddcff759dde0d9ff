import { parseArgs } from "node:util";
import type { Sizes } from "./shop/sizes.ts";

export interface Options {
  readonly sizes: Sizes;
  /** How long each server is asked each query at each number of connections, in each round. */
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: readonly number[];
  /** How many touchpoints are sent, for each size of batch. */
  readonly events: number;
  readonly peer: boolean;
  /** The figures, for machines. */
  readonly out: string;
  /** Where the embedded PostgreSQL lives. */
  readonly data: string;
}

export const USAGE = `npm run bench -- [options]
  --customers N     customers in the database (100000)
  --touchpoints N   their touchpoints (2000000)
  --products N      products (10000)
  --seconds S       length of one measurement (5)
  --rounds R        rounds, of which the medians are told (3)
  --connections L   connections at once (1,16,64)
  --events N        touchpoints sent for each size of batch; 0 leaves ingestion out (20000)
  --peer            measure PostGraphile 5 too, which is installed from npm into the data folder
  --out FILE        the figures as JSON (bench.json in the data folder); the chart lies beside it
  --data DIR        the database's folder, kept for the next run (.bench)`;

/** What the command line asks for; throws a sentence about what it cannot read. */
export function readOptions(args: readonly string[]): Options {
  const text = (fallback: string) => ({ type: "string", default: fallback }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      customers: text("100000"),
      touchpoints: text("2000000"),
      products: text("10000"),
      seconds: text("5"),
      rounds: text("3"),
      connections: text("1,16,64"),
      events: text("20000"),
      peer: { type: "boolean", default: false },
      out: { type: "string" },
      data: text(".bench"),
    },
  });
  const whole = (name: Exclude<keyof typeof values, "peer" | "out">, least: number) =>
    wholeNumber(`--${name}`, values[name], least);
  const customers = whole("customers", 100);
  return {
    sizes: { customers, touchpoints: whole("touchpoints", customers), products: whole("products", 10) },
    seconds: whole("seconds", 1),
    rounds: whole("rounds", 1),
    connections: values.connections.split(",").map((each) => wholeNumber("--connections", each, 1)),
    events: whole("events", 0),
    peer: values.peer,
    out: values.out ?? `${values.data}/bench.json`,
    data: values.data,
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`${name} is "${text}"; it is a whole number of at least ${least}`);
}
