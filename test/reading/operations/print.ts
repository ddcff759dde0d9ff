import {
  astFromValue,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  print,
} from "graphql";
import type { Asked } from "../ways/serve.ts";
import type { Condition, FieldItem, Given, Item, Shape } from "./shape.ts";

/** Names that are no field's, among them such as objects of JavaScript have already. */
export const ALIASES = ["constructor", "__proto__", "toString", "a", "_0"];

/** The operation as text and variables. */
export function printed({ role, items }: Shape): Asked {
  const printer = new Printer();
  const body = printer.selection(items);
  const definitions = printer.definitions.length === 0 ? "" : `(${printer.definitions.join(", ")})`;
  const fragments = [...printer.fragments].map(([text, name]) => `\nfragment ${name} ${text}`);
  return { role, query: `query Asked${definitions} ${body}${fragments.join("")}`, variables: printer.variables };
}

class Printer {
  readonly definitions: string[] = [];
  readonly variables: Record<string, unknown> = {};
  readonly fragments = new Map<string, string>();
  readonly #known = new Map<string, string>();
  readonly #responses = new Map<string, string>();

  selection(items: readonly Item[]): string {
    return `{ ${items.map((item) => this.#item(item)).join(" ")} }`;
  }

  #item(item: Item): string {
    if (item.kind === "field") return this.#field(item);
    const condition = this.#condition(item.condition);
    const on = item.on === undefined ? "" : `on ${item.on}`;
    const body = this.selection(item.items);
    if (item.kind === "inline") return `... ${on}${condition} ${body}`;
    const text = `${on} ${body}`;
    const name = this.fragments.get(text) ?? `F${this.fragments.size}`;
    this.fragments.set(text, name);
    return `...${name}${condition}`;
  }

  #field({ name, returns, alias, given, items, condition }: FieldItem): string {
    const args = given.map((each) => `${each.name}: ${this.#argument(each)}`);
    const call = args.length === 0 ? name : `${name}(${args.join(", ")})`;
    const response = this.#response(name, alias, `${call}: ${returns}`);
    const body = items.length === 0 ? "" : ` ${this.selection(items)}`;
    return `${response === name ? "" : `${response}: `}${call}${this.#condition(condition)}${body}`;
  }

  /** One response key has one meaning in the whole operation, so that wherever it comes twice the two can be merged. */
  #response(name: string, alias: number, meaning: string): string {
    const special = alias === 0 ? name : (ALIASES[alias - 1] ?? `${name}_${alias}`);
    for (let turn = 0; ; turn += 1) {
      const response = turn === 0 ? special : `${name}_${alias}_${turn}`;
      const known = this.#responses.get(response);
      if (known !== undefined && known !== meaning) continue;
      this.#responses.set(response, meaning);
      return response;
    }
  }

  #argument({ type, value, how }: Given): string {
    const needed = isNonNullType(type);
    if (how === "default") return this.#variable(`${getNullableType(type)} = ${literal(value, type)}`);
    if (how === "overridden") {
      return this.#variable(`${type} = ${needed ? literal(value, type) : "null"}`, value);
    }
    if (how === "null")
      return this.#variable(needed ? `${type}` : `${type} = ${literal(value, type)}`, needed ? value : null);
    if (how === "absent" && !needed) return this.#variable(`${type}`);
    if (how === "variable" || how === "absent") return this.#variable(`${type}`, value);
    return how === "inside" ? this.#inside(value, type) : literal(value, type);
  }

  /** A list or an object whose parts are variables. */
  #inside(value: unknown, type: GraphQLInputType): string {
    const bare = getNullableType(type);
    if (isListType(bare) && Array.isArray(value)) {
      const of: GraphQLInputType = bare.ofType;
      const parts = value.map((each, index) => (index % 2 === 0 ? this.#variable(`${of}`, each) : literal(each, of)));
      return `[${parts.join(", ")}]`;
    }
    if (!isInputObjectType(bare) || typeof value !== "object" || value === null) return literal(value, type);
    const fields = bare.getFields();
    const parts = Object.entries(value).flatMap(([name, each]) => {
      const field = fields[name];
      // What is one of several may not be null, and says so.
      return field === undefined ? [] : [`${name}: ${this.#variable(`${field.type}${bare.isOneOf ? "!" : ""}`, each)}`];
    });
    return `{${parts.join(", ")}}`;
  }

  #condition(condition: Condition | undefined): string {
    if (condition === undefined) return "";
    const { directive, value, how } = condition;
    if (how === "literal") return ` @${directive}(if: ${value})`;
    const flag = how === "default" ? this.#variable(`Boolean! = ${value}`) : this.#variable("Boolean!", value);
    return ` @${directive}(if: ${flag})`;
  }

  /** Equal variables are one. */
  #variable(definition: string, ...value: readonly unknown[]): string {
    const key = JSON.stringify([definition, ...value]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = `v${this.#known.size}`;
    this.#known.set(key, `$${name}`);
    this.definitions.push(`$${name}: ${definition}`);
    if (value.length > 0) this.variables[name] = value[0];
    return `$${name}`;
  }
}

function literal(value: unknown, type: GraphQLInputType): string {
  const node = astFromValue(value, type);
  if (node === null || node === undefined) throw new Error(`no literal of ${type} for ${JSON.stringify(value)}`);
  return print(node);
}
