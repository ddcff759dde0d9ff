import { type Expression, type PropertyAccessToken, type Token, TypeGuards, Value } from "liquidjs";
import { follow as applyFilter, type FilterUse } from "./follow-filter.ts";
import { ANYTHING, type Found, listOf, meant, SINGLE, type Step, stepInto } from "./known.ts";
import { isFull, type Reading, tell } from "./reading.ts";

/** Values of Liquid as its parser gives them to tags and filters. */
export type Argument = Value | Token;

/** What is known of a value, once every fault in it has been told. */
export function followValue(argument: Argument, reading: Reading): Found {
  if (isFull(reading)) return { known: ANYTHING, said: "", recommended: "no", from: [] };
  if (argument instanceof Value || TypeGuards.isFilteredValueToken(argument)) {
    return followFiltered(argument.initial, argument.filters, reading);
  }
  if (TypeGuards.isRangeToken(argument)) {
    const ends = [argument.lhs, argument.rhs].map((end) => followValue(end, reading));
    return { known: listOf(SINGLE), said: argument.getText(), recommended: together(ends), from: [] };
  }
  if (TypeGuards.isPropertyAccessToken(argument)) return followPath(argument, reading);
  return { known: SINGLE, said: argument.getText(), recommended: "no", from: [] };
}

function followFiltered(initial: Expression, filters: readonly FilterUse[], reading: Reading): Found {
  const start = followExpression(initial, reading);
  return filters.reduce((found, filter) => {
    const args = filter.args.map((arg) => {
      const token = Array.isArray(arg) ? arg[1] : arg;
      return {
        token,
        found: token === undefined ? undefined : followValue(token, reading),
        isNamed: Array.isArray(arg),
      };
    });
    return applyFilter(found, filter.name, args, initial.postfix[0], reading);
  }, start);
}

/** `a == b and c`: operators follow what they are about. */
function followExpression({ postfix }: Expression, reading: Reading): Found {
  const found: Found[] = [];
  for (const token of postfix) {
    if (!TypeGuards.isOperatorToken(token)) {
      found.push(followValue(token, reading));
      continue;
    }
    const about = found.splice(token.operator === "not" ? -1 : -2);
    if (LOGICAL.has(token.operator)) for (const one of about) refuseListAsTruth(one, token, reading);
    found.push({ known: SINGLE, said: "a comparison", recommended: together(about), from: [] });
  }
  return found[0] ?? { known: SINGLE, said: "nothing", recommended: "no", from: [] };
}

const LOGICAL: ReadonlySet<string> = new Set(["and", "or", "not"]);

/** In Liquid everything but false and nothing counts as true. */
export function refuseListAsTruth({ known, said }: Found, token: Token | undefined, reading: Reading): void {
  if (known.is !== "list") return;
  tell(reading, token, `${said} is a list, which counts as true even when it is empty; ask for ${said}.size > 0`);
}

function followPath(token: PropertyAccessToken, reading: Reading): Found {
  const [first, ...rest] = token.variable === undefined ? token.props : [token.variable, ...token.props];
  let found = token.variable === undefined ? followName(first, token, reading) : followValue(token.variable, reading);
  for (const prop of rest) {
    const step = stepOf(prop, reading);
    const known = stepInto(found, step);
    if (typeof known === "string") {
      tell(reading, token, known);
      return { ...found, known: ANYTHING, said: token.getText() };
    }
    found = { ...found, known, said: said(found.said, step, prop) };
  }
  return found;
}

const said = (before: string, step: Step, prop: Token): string =>
  typeof step === "string" ? `${before}.${step}` : `${before}[${prop.getText()}]`;

function stepOf(prop: Token, reading: Reading): Step {
  if (TypeGuards.isWordToken(prop) || TypeGuards.isQuotedToken(prop) || TypeGuards.isNumberToken(prop))
    return prop.content;
  followValue(prop, reading);
  return undefined;
}

function followName(first: Token | undefined, token: Token, reading: Reading): Found {
  const unknown: Found = { known: ANYTHING, said: token.getText(), recommended: "no", from: [] };
  const name = first === undefined ? undefined : stepOf(first, reading);
  if (typeof name !== "string") {
    tell(reading, token, "which variable is meant must be written here by its name");
    return unknown;
  }
  if (name === "recommendations") reading.uses.push(token.begin);
  const found = reading.names.find(name);
  if (found === undefined) tell(reading, token, `there is no variable ${name}; ${meant(name, reading.names.all())}`);
  return found ?? unknown;
}

/** What hangs on several values hangs on recommendations if one of them does. */
export function together(found: readonly (Found | undefined)[]): Found["recommended"] {
  if (found.some((one) => one?.recommended === "list")) return "list";
  return found.some((one) => one?.recommended === "item") ? "item" : "no";
}
