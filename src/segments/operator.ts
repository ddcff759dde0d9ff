import type { Sql } from "../database/sql.ts";
import type { TouchpointType } from "../touchpoints/index.ts";
import type { Fact, Reads } from "./facts.ts";
import type { Window } from "./rule.ts";
import type { RuleFault } from "./rule-faults.ts";

/** What a sentence needs to know of things that a rule names by their ids. */
export interface Names {
  segment(id: string): string;
  product(id: string): string;
}

/** Where the touchpoints of a type are. */
export interface Source {
  readonly table: Sql;
  /** Whether a row is of the type; undefined where all are. */
  isOfType(t: Sql): Sql | undefined;
}

/** Where and when a rule is asked. */
export interface Scope {
  /** The moment, of PostgreSQL's type timestamptz. */
  readonly now: Sql;
  /** Where the RFM cut points are by which scores are told. */
  readonly cutPoints: Sql;
  /**
   * Where the touchpoints of a type are of those customers who are asked about: the table, or the name of a part of the
   * statement. What is older than the latest of the beginnings of these windows need not be there.
   */
  touchpoints(type: TouchpointType, windows: readonly Window[]): Source;
  /** The same of what touchpoints told of orders. */
  toldOrders(windows: readonly Window[]): Sql;
  /** The same of products in it, with their category now: those that were told, and of the return of a whole order all of its. */
  toldLines(windows: readonly Window[]): Sql;
}

/** What a condition names by ids, so that it can be looked up before it is asked. */
export interface Mentions {
  readonly segments?: readonly string[];
  readonly products?: readonly string[];
}

/** Whom the mere passing of time may have moved: as if this had changed of them, which the operator reads. */
export interface Turn {
  readonly as: Fact;
  /** A select of the ids of customers. */
  readonly customers: Sql;
}

/**
 * One kind of condition of a rule: an arm of `SegmentRuleInput`. What it says of a customer is one fragment of SQL, for the
 * lists, the previews and the memberships alike.
 */
export interface Operator<Args> {
  /** The arm's name. */
  readonly name: string;
  readonly about: string;
  /** The arm's type in the API. */
  readonly input: () => object;
  /** Faults that the type of the input does not know of. */
  readonly check?: (args: Args) => readonly RuleFault[];
  /** Whether it reads what is masked for roles that may not read personal data. */
  readonly personal?: (args: Args) => boolean;
  readonly mentions?: (args: Args) => Mentions;
  /** For how many conditions it counts; left out for one. */
  readonly width?: (args: Args) => number;
  /** After "Customers": such as "whose country is "GB"". */
  readonly sentence: (args: Args, names: Names) => string;
  /** Whether it holds of a row of `customer`; never null. Sets over other tables are asked for once, not by customer. */
  readonly where: (args: Args, customer: Sql, scope: Scope) => Sql;
  /**
   * What must have changed of a customer for it to say something else: the types of touchpoints that it counts, CUSTOMER for what is
   * known of them. The passing of time, other segments and the catalogue are looked after apart.
   */
  readonly reads: (args: Args) => Reads;
  /** Of whom it may say something else at `to` than at `from` though nothing has happened to them; left out where time changes nothing. */
  readonly turns?: (args: Args, from: Sql, to: Sql) => readonly Turn[];
}

/** An operator among others, the type of its arguments forgotten: the schema, made from the same, checks them. */
export type AnyOperator = Operator<never>;

/** Declares an operator. */
export const operator = <Args>(spec: Operator<Args>): Operator<Args> => spec;
