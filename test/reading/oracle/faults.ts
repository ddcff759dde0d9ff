import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getVariableValues,
  isAbstractType,
  isObjectType,
} from "graphql";
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
import type { Role } from "../../../src/graphql/roles.ts";
import type { Asked } from "../ways/serve.ts";
import type { Cursors } from "./cursors.ts";
import { mayRead } from "./may-read.ts";
import { readsPersonal, segmentsIn } from "./rules.ts";

type Args = Readonly<Record<string, unknown>>;
type Code = "FORBIDDEN" | "BAD_USER_INPUT" | "LIMIT_EXCEEDED";

interface Walk {
  readonly schema: GraphQLSchema;
  readonly cursors: Cursors;
  /** The ids of the segments that a rule may name. */
  readonly segments: ReadonlySet<string>;
  readonly role: Role;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly codes: Set<Code>;
  rows: number;
}

const MOST_ROWS = 100_000;

/** The codes of all that is wrong with an operation; it is refused with one of them. */
export function faultsOf(
  { schema, cursors, segments }: Pick<Walk, "schema" | "cursors" | "segments">,
  { role, variables }: Asked,
  document: DocumentNode,
): ReadonlySet<string> {
  const codes = new Set<Code>();
  const root = schema.getQueryType();
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions) {
    if (definition.kind === "FragmentDefinition") fragments[definition.name.value] = definition;
  }
  const [operation] = document.definitions;
  if (root === null || root === undefined || operation?.kind !== "OperationDefinition") throw new Error("not a query");
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], { ...variables });
  if (coerced === undefined) return codes.add("BAD_USER_INPUT");
  const walk: Walk = { schema, cursors, segments, role, fragments, variables: coerced, codes, rows: 0 };
  walkFields(walk, root, collectFields(schema, fragments, coerced, root, operation.selectionSet), 1);
  if (walk.rows > MOST_ROWS) codes.add("LIMIT_EXCEEDED");
  return codes;
}

function walkFields(
  walk: Walk,
  type: GraphQLObjectType,
  selected: ReturnType<typeof collectFields>,
  parents: number,
): void {
  const { schema, fragments, variables } = walk;
  for (const nodes of selected.values()) {
    const [node] = nodes;
    const field = type.getFields()[node?.name.value ?? ""];
    if (node === undefined || field === undefined) continue; // __typename
    if (!mayRead(walk.role, type.name, field.name)) walk.codes.add("FORBIDDEN");
    const args = getArgumentValues(field, node, variables);
    for (const code of argumentFaults(walk, type.name, field, args)) walk.codes.add(code);
    const size = mostRows(field, args);
    const rows = parents * size;
    if (size > 1) walk.rows += rows;
    const named = getNamedType(field.type);
    const inner = isAbstractType(named) ? schema.getPossibleTypes(named) : isObjectType(named) ? [named] : [];
    for (const each of inner)
      walkFields(walk, each, collectSubfields(schema, fragments, variables, each, [...nodes]), rows);
  }
}

/** The lists whose length is asked for without pages. */
const LISTS: ReadonlyMap<string, number> = new Map([
  ["trendingProducts", 10],
  ["recommendations", 10],
  ["similar", 10],
  ["boughtTogether", 10],
  ["pricingSuggestions", 20],
]);

/** What a campaign has at most. */
const MOST_VARIANTS = 20;

/** What one field may have: lists whose length nobody chooses are not counted. */
function mostRows(field: GraphQLField<unknown, unknown>, args: Args): number {
  if (isPage(field)) return Number(args["last"] ?? args["first"] ?? 20);
  if (Array.isArray(args["ids"])) return args["ids"].length;
  if (Array.isArray(args["productIds"])) return args["productIds"].length;
  if (field.name === "preview") return MOST_VARIANTS;
  const usual = field.args.some(({ name }) => name === "first") ? LISTS.get(field.name) : undefined;
  return usual === undefined ? 1 : Number(args["first"] ?? usual);
}

const isPage = ({ args }: GraphQLField<unknown, unknown>): boolean => args.some(({ name }) => name === "after");
const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

function argumentFaults(walk: Walk, type: string, field: GraphQLField<unknown, unknown>, args: Args): Code[] {
  if (isPage(field)) return [...pageFaults(walk, field.name, args), ...searchFaults(walk, field.name, args)];
  if (field.name === "preferenceScores")
    return (args["productIds"] as unknown[]).length === 0 ? ["BAD_USER_INPUT"] : [];
  const named = LISTS.has(field.name) && isGiven(args["first"]) ? sizeFaults(Number(args["first"]), 0, 100) : [];
  if (type !== "Query" || field.name === "pricingSuggestions") return named;
  if (field.name === "recommendations") return [...named, ...identityFaults(walk, args["identity"])];
  if (field.name === "recommendationReport")
    return Date.parse(String(args["from"])) < Date.parse(String(args["to"])) ? [] : ["BAD_USER_INPUT"];
  if (field.name === "customer") return customerFaults(walk, args);
  if (field.name === "product") return isGiven(args["id"]) || isGiven(args["sku"]) ? [] : ["BAD_USER_INPUT"];
  if (field.name === "trendingProducts") return trendingFaults(args);
  if (field.name === "segment") return isGiven(args["id"]) === isGiven(args["key"]) ? ["BAD_USER_INPUT"] : [];
  if (field.name === "previewSegment")
    return [
      ...(walk.role === "ANALYST" && readsPersonal(args["rule"]) ? (["FORBIDDEN"] as const) : []),
      ...(segmentsIn(args["rule"]).every((id) => walk.segments.has(id)) ? [] : (["BAD_USER_INPUT"] as const)),
    ];
  return field.name === "node" || field.name === "nodes" ? nodeFaults(walk, args["ids"] ?? [args["id"]]) : [];
}

function pageFaults({ cursors }: Walk, list: string, args: Args): Code[] {
  const [forwards, backwards] = [
    isGiven(args["first"]) || isGiven(args["after"]),
    isGiven(args["last"]) || isGiven(args["before"]),
  ];
  const named = typeof args["orderBy"] === "string" ? args["orderBy"] : "FIRST_SEEN_DESC";
  const orders: Readonly<Record<string, string>> = {
    customers: named,
    touchpoints: "OCCURRED_DESC",
    orders: "PLACED_DESC",
    consentHistory: "RECORDED_DESC",
    products: "SKU",
    jobs: "CREATED_DESC",
    segments: "KEY_ASC",
    members: "FIRST_SEEN_DESC",
    membershipChanges: "NUMBER_DESC",
    campaigns: "CAMPAIGN_CREATED_DESC",
    assignments: "CUSTOMER_ASC",
  };
  const faults: Code[] = [];
  if ((forwards && backwards) || (isGiven(args["before"]) && !isGiven(args["last"]))) faults.push("BAD_USER_INPUT");
  for (const size of [args["first"], args["last"]]) {
    if (isGiven(size)) faults.push(...sizeFaults(Number(size), 0, 100));
  }
  for (const cursor of [args["after"], args["before"]]) {
    if (typeof cursor === "string" && cursors.idAt(orders[list] ?? "", cursor) === undefined)
      faults.push("BAD_USER_INPUT");
  }
  return faults;
}

const sizeFaults = (size: number, least: number, most: number): Code[] =>
  size < least ? ["BAD_USER_INPUT"] : size > most ? ["LIMIT_EXCEEDED"] : [];

/** Products can be searched by everyone, customers by those who may read personal data, two characters at least. */
function searchFaults({ role }: Walk, list: string, { search, filter }: Args): Code[] {
  if (list === "customers" && isGiven(filter) && role === "ANALYST") return ["FORBIDDEN"];
  if (list !== "customers" || typeof search !== "string") return [];
  if (role === "ANALYST") return ["FORBIDDEN"];
  return search.trim().length < 2 ? ["BAD_USER_INPUT"] : [];
}

function customerFaults({ role }: Walk, { id, identity }: Args): Code[] {
  const faults: Code[] = isGiven(id) === isGiven(identity) ? ["BAD_USER_INPUT"] : [];
  if (role === "STOREFRONT" && kindOf(identity) !== "ANONYMOUS_ID") faults.push("FORBIDDEN");
  if (role === "ANALYST" && isGiven(identity)) faults.push("FORBIDDEN");
  return faults;
}

const kindOf = (identity: unknown): unknown =>
  typeof identity === "object" && identity !== null && "kind" in identity ? identity.kind : undefined;

/** A stranger may be recommended to by everyone. */
function identityFaults({ role }: Walk, identity: unknown): Code[] {
  if (!isGiven(identity)) return [];
  return role === "ANALYST" || (role === "STOREFRONT" && kindOf(identity) !== "ANONYMOUS_ID") ? ["FORBIDDEN"] : [];
}

const trendingFaults = ({ first, days }: Args): Code[] => [
  ...(isGiven(first) ? sizeFaults(Number(first), 0, 100) : []),
  ...(isGiven(days) ? sizeFaults(Number(days), 1, 365) : []),
];

/** A storefront looks up products alone. */
function nodeFaults({ role }: Walk, ids: unknown): Code[] {
  if (!Array.isArray(ids)) return [];
  if (ids.length === 0) return ["BAD_USER_INPUT"];
  if (ids.length > 100) return ["LIMIT_EXCEEDED"];
  const ofPeople = ids.some((id) => /^(cus|tpt|ord|job|mdl|seg|cmp)_[0-9a-f]{32}$/.test(String(id)));
  return role === "STOREFRONT" && ofPeople ? ["FORBIDDEN"] : [];
}
