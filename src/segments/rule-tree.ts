import { join, raw, type Sql, sql } from "../database/sql.ts";
import { type Reads, together } from "./facts.ts";
import { linesOf, wholeTable } from "./matching-touchpoints.ts";
import type { AnyOperator, Mentions, Names, Scope, Turn } from "./operator.ts";
import { OPERATORS } from "./operators/index.ts";
import { CUT_POINTS } from "./profile-features.ts";
import type { GivenRule } from "./rule.ts";
import { fault, type RuleFault, tooMuch, under } from "./rule-faults.ts";

const DEEPEST = 10;
const MOST_CONDITIONS = 100;

/** One condition of a rule: an operator with what it was given. */
interface Condition {
  readonly operator: AnyOperator;
  readonly args: never;
}

/** A rule as it is asked: the schema, or what has checked it, says that it has one arm. */
type Node =
  | { readonly kind: "all" | "any"; readonly rules: readonly GivenRule[] }
  | { readonly kind: "not"; readonly rule: GivenRule }
  | ({ readonly kind: "condition" } & Condition);

function nodeOf(rule: GivenRule): Node {
  const [arm, ...others] = Object.entries(rule).filter(([, value]) => value !== undefined && value !== null);
  if (arm === undefined || others.length > 0) throw new Error("a rule has exactly one arm");
  const [name, given] = arm;
  if (name === "all" || name === "any") return { kind: name, rules: given as readonly GivenRule[] };
  if (name === "not") return { kind: "not", rule: given as GivenRule };
  const operator = OPERATORS.find((each) => each.name === name);
  if (operator === undefined) throw new Error(`there is no operator ${name}`);
  return { kind: "condition", operator, args: given as never };
}

/** What is wrong with a rule that has the schema's form. */
export function ruleFaults(rule: GivenRule): RuleFault[] {
  const depth = depthOf(rule);
  if (depth > DEEPEST) return [tooMuch(`is nested ${depth} deep`, depth, DEEPEST)];
  const width = conditionsOf(rule).reduce((sum, { operator, args }) => sum + (operator.width?.(args) ?? 1), 0);
  if (width > MOST_CONDITIONS) return [tooMuch(`has ${width} conditions`, width, MOST_CONDITIONS)];
  return faultsIn(rule);
}

function depthOf(rule: GivenRule): number {
  const node = nodeOf(rule);
  if (node.kind === "condition") return 1;
  if (node.kind === "not") return 1 + depthOf(node.rule);
  return 1 + Math.max(0, ...node.rules.map(depthOf));
}

function faultsIn(rule: GivenRule): RuleFault[] {
  const node = nodeOf(rule);
  if (node.kind === "condition") return under([node.operator.name], node.operator.check?.(node.args) ?? []);
  if (node.kind === "not") return under(["not"], faultsIn(node.rule));
  if (node.rules.length === 0) return [fault("is empty: give one rule at least", node.kind)];
  return node.rules.flatMap((each, place) => under([node.kind, String(place)], faultsIn(each)));
}

function conditionsOf(rule: GivenRule): Condition[] {
  const node = nodeOf(rule);
  if (node.kind === "condition") return [node];
  return (node.kind === "not" ? [node.rule] : node.rules).flatMap(conditionsOf);
}

/** Whether it reads what is masked for roles that may not read personal data. */
export const isPersonal = (rule: GivenRule): boolean =>
  conditionsOf(rule).some(({ operator, args }) => operator.personal?.(args) ?? false);

/** The ids of what a rule names. */
export function mentionsOf(rule: GivenRule): Required<Mentions> {
  const all = conditionsOf(rule).map(({ operator, args }) => operator.mentions?.(args) ?? {});
  return {
    segments: [...new Set(all.flatMap(({ segments }) => segments ?? []))],
    products: [...new Set(all.flatMap(({ products }) => products ?? []))],
  };
}

/** What must have changed of a customer for a rule to say something else. */
export const readsOf = (rule: GivenRule): Reads =>
  together(conditionsOf(rule).map(({ operator, args }) => operator.reads(args)));

/** A rule in one sentence. */
export const sentenceOf = (rule: GivenRule, names: Names): string => `Customers ${inWords(rule, names, "")}.`;

function inWords(rule: GivenRule, names: Names, inside: string): string {
  const node = nodeOf(rule);
  if (node.kind === "condition") return node.operator.sentence(node.args, names);
  if (node.kind === "not") return `not (${inWords(node.rule, names, "")})`;
  const [only, ...others] = node.rules;
  if (only !== undefined && others.length === 0) return inWords(only, names, inside);
  const joined = node.rules.map((each) => inWords(each, names, node.kind)).join(node.kind === "all" ? " and " : " or ");
  return inside === "" || inside === node.kind ? joined : `(${joined})`;
}

/** Whether it holds of a row of `customer`; never null. */
export function whereOf(rule: GivenRule, customer: Sql, scope: Scope): Sql {
  const node = nodeOf(rule);
  if (node.kind === "condition") return node.operator.where(node.args, customer, scope);
  if (node.kind === "not") return sql`not (${whereOf(node.rule, customer, scope)})`;
  const conditions = node.rules.map((each) => whereOf(each, customer, scope));
  return sql`(${join(conditions, node.kind === "all" ? " and " : " or ")})`;
}

/** Of whom it may say something else at `to` than at `from` though nothing has happened to them. */
export const turnsOf = (rule: GivenRule, from: Sql, to: Sql): Turn[] =>
  conditionsOf(rule).flatMap(({ operator, args }) => operator.turns?.(args, from, to) ?? []);

/** The tables themselves, for whoever is asked about. */
export const everybody = (now: Sql, cutPoints = CUT_POINTS): Scope => ({
  now: sql`${now}::timestamptz`,
  cutPoints,
  touchpoints: wholeTable,
  toldOrders: () => raw("order_touchpoint"),
  toldLines: () => linesOf(raw("order_touchpoint")),
});
