import fc from "fast-check";
import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from "graphql";
import type { Role } from "../../../src/graphql/roles.ts";
import { mayRead } from "../oracle/may-read.ts";
import { anyOf } from "./any-of.ts";
import { argumentsOf, type Pools } from "./arguments.ts";
import { ALIASES } from "./print.ts";
import type { Condition, FieldItem, Item, Shape } from "./shape.ts";

/** Connections and edges lead somewhere; elsewhere a few fields are enough. */
const DEEPEST = 11;
/** Wider than anybody asks. */
const WIDE = 60;

export function operations(schema: GraphQLSchema, pools: Pools): fc.Arbitrary<Shape> {
  const weights: readonly [Role, number][] = [
    ["ADMIN", 4],
    ["MARKETER", 2],
    ["ANALYST", 4],
    ["STOREFRONT", 3],
    ["INGEST", 1],
  ];
  const any = anyOf(
    ...weights.map(([role, weight]) => ({
      weight,
      arbitrary: new Selections(schema, pools, role).ofQuery().map((items) => ({ role, items })),
    })),
  );
  return fc.noBias(any); // the bias towards what is small would leave most fields unasked
}

const directive: fc.Arbitrary<Condition> = fc.record({
  directive: fc.constantFrom("include", "skip"),
  value: fc.boolean(),
  how: fc.constantFrom("literal", "variable", "default"),
});
const condition = anyOf<Condition | undefined>({ weight: 14, arbitrary: fc.constant(undefined) }, directive);
const alias = anyOf({ weight: 6, arbitrary: fc.constant(0) }, fc.nat({ max: ALIASES.length }));

/** What leads to little, and what leads to much. */
const WEIGHTS: Readonly<Record<string, number>> = {
  "Viewer.customer": 10,
  "Product.similar": 60,
  "Product.boughtTogether": 60,
  "Product.pricingSuggestion": 300,
  "PricingSuggestion.competitorPosition": 3000,
  "Query.pricingSuggestions": 700,
  "Query.job": 200,
  "Query.jobs": 300,
  "Query.recommendationReport": 800,
  "Query.models": 200,
  "Query.recommendations": 200,
  "Customer.recommendations": 300,
  "Customer.preferenceScores": 300,
  "Customer.address": 1200,
  "CustomerProfile.rfm": 800,
  "CustomerProfile.channelMix": 800,
  "CustomerProfile.interests": 800,
  "StrategyReport.clickThroughRate": 1200,
  "StrategyReport.conversionRate": 1200,
  "Query.campaign": 2000,
  "Query.campaigns": 600,
  "Campaign.assignments": 2600,
  "Campaign.report": 5000,
  "Campaign.preview": 3000,
  "Campaign.frequencyCap": 1600,
  "CampaignAssignmentConnection.edges": 1000,
  "CampaignReport.lift": 6000,
  "CampaignReport.variants": 4000,
  "CampaignReport.suppressed": 2000,
  "Campaign.quietHours": 2000,
  "Query.viewer": 100,
  "Query.shop": 100,
  "Query.customer": 1200,
  "Query.customers": 800,
  "Customer.profile": 2000,
  "Customer.orders": 1400,
  "Customer.consentHistory": 1500,
  "ConsentConnection.edges": 1200,
  "CategoryAffinity.share": 800,
  "CustomerProfile.favouriteCategories": 1000,
  "Order.lines": 1500,
  "OrderConnection.edges": 1000,
};

/** What only mutations answer with. */
const NEVER_READ = /^Mutation$|^Subscription$|Payload$|Outcome$|Error$|^NotAllowedInState$/;

/** The selections of a type, one level further down. */
type Below = (type: string) => fc.Arbitrary<readonly Item[]>;
type Weighted = { readonly weight: number; readonly arbitrary: fc.Arbitrary<Item> };

/** The selections of one role's operations: of every type, at every depth. */
class Selections {
  readonly #schema: GraphQLSchema;
  readonly #pools: Pools;
  readonly #role: Role;
  readonly #given = new Map<string, fc.Arbitrary<FieldItem["given"]>>();

  constructor(schema: GraphQLSchema, pools: Pools, role: Role) {
    this.#schema = schema;
    this.#pools = pools;
    this.#role = role;
  }

  /** Tied together by their names, so that what failed shrinks through all of its levels. */
  ofQuery(): fc.Arbitrary<readonly Item[]> {
    const types = Object.values(this.#schema.getTypeMap()).filter(
      (type) => isObjectType(type) || isInterfaceType(type),
    );
    const read = types.filter(({ name }) => !name.startsWith("__") && !NEVER_READ.test(name));
    const depths = Array.from({ length: DEEPEST }, (_, index) => index + 1);
    const { [`Query ${DEEPEST}`]: whole } = fc.letrec<Record<string, readonly Item[]>>((tie) =>
      Object.fromEntries(
        read.flatMap(({ name }) =>
          depths.map((depth) => [`${name} ${depth}`, this.#make(name, depth, (type) => tie(`${type} ${depth - 1}`))]),
        ),
      ),
    );
    if (whole === undefined) throw new Error("the schema has no queries");
    return whole;
  }

  #make(type: string, depth: number, below: Below): fc.Arbitrary<readonly Item[]> {
    const [leaves, inner] = this.#fields(type, depth, below);
    const typename = fieldOf("__typename", "String!");
    const ofMany = leaves.length > 4;
    const item = anyOf(
      ...(leaves.length === 0 ? [] : [{ weight: 12, arbitrary: anyOf(...leaves) }]),
      ...(inner.length === 0 ? [] : [{ weight: ofMany ? 9 : 24, arbitrary: anyOf(...inner) }]),
      { weight: 2, arbitrary: typename },
      ...(depth > 1 ? this.#fragments(type, below) : []),
    );
    const few = fc.array(item, { size: "max", minLength: 1, maxLength: ofMany ? 5 : 3 });
    if (leaves.length < 8) return few;
    const numbered = fc.tuple(anyOf(...leaves), fc.nat({ max: WIDE }));
    const wide = fc.array(
      numbered.map(([leaf, number]) => ({ ...leaf, alias: number + ALIASES.length + 1 })),
      { size: "max", minLength: WIDE, maxLength: WIDE },
    );
    return anyOf({ weight: 60, arbitrary: few }, { weight: 1, arbitrary: wide });
  }

  /** Fields without and with a selection. */
  #fields(type: string, depth: number, below: Below): [Weighted[], Weighted[]] {
    const found = this.#schema.getType(type);
    const [leaves, inner]: [Weighted[], Weighted[]] = [[], []];
    if (!isObjectType(found) && !isInterfaceType(found)) return [leaves, inner];
    for (const field of Object.values(found.getFields())) {
      const weight = mayRead(this.#role, type, field.name) ? (WEIGHTS[`${type}.${field.name}`] ?? 400) : 1;
      const named = getNamedType(field.type);
      const isLeaf = isLeafType(named);
      if (!isLeaf && depth === 1) continue;
      const items = isLeaf ? fc.constant([]) : below(named.name);
      (isLeaf ? leaves : inner).push({
        weight,
        arbitrary: fieldOf(field.name, `${field.type}`, items, this.#argumentsOf(type, field)),
      });
    }
    return [leaves, inner];
  }

  #fragments(type: string, below: Below): Weighted[] {
    const found = this.#schema.getType(type);
    const wider = isObjectType(found) ? found.getInterfaces().map(({ name }) => name) : [];
    const narrower = isAbstractType(found) ? this.#schema.getPossibleTypes(found).map(({ name }) => name) : [];
    const fragment = (kind: "inline" | "named", on: string | undefined, weight: number): Weighted => ({
      weight,
      arbitrary: fc.record({
        kind: fc.constant(kind),
        on: fc.constant(on),
        items: below(on ?? type),
        condition,
      }),
    });
    return [
      ...[...wider, type].flatMap((on) => [fragment("inline", on, 1), fragment("named", on, 1)]),
      fragment("inline", undefined, 1),
      ...narrower.flatMap((on) => [fragment("inline", on, 8), fragment("named", on, 4)]),
    ];
  }

  #argumentsOf(type: string, field: GraphQLField<unknown, unknown>): fc.Arbitrary<FieldItem["given"]> {
    const key = `${type}.${field.name}`;
    const given = this.#given.get(key) ?? argumentsOf(type, field, this.#pools, this.#role);
    this.#given.set(key, given);
    return given;
  }
}

function fieldOf(
  name: string,
  returns: string,
  items: fc.Arbitrary<readonly Item[]> = fc.constant([]),
  given: fc.Arbitrary<FieldItem["given"]> = fc.constant([]),
): fc.Arbitrary<Item> {
  const kind = fc.constant("field" as const);
  return fc.record({ kind, name: fc.constant(name), returns: fc.constant(returns), alias, given, items, condition });
}
