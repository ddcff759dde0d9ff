import fc from "fast-check";
import { TOUCHPOINT_TYPES } from "../../src/touchpoints/index.ts";
import type { Rule } from "../reading/oracle/rules.ts";

/** What rules can be about: much that is there, and some that is not. */
export interface RulePools {
  readonly segments: readonly string[];
  readonly products: readonly string[];
  readonly categories: readonly string[];
  readonly moments: readonly string[];
  readonly types: readonly string[];
}

type Plain = string | number | boolean;

const one = (...items: readonly string[]) => fc.constantFrom(...items);
/** Left out so many times for each that it is there: few together narrow a little, many choose nobody. */
const optional = <Value>(value: fc.Arbitrary<Value>, weight: number) =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const kept = (given: object): Rule =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

/** A comparison that may be asked of values such as these. */
function comparison(values: fc.Arbitrary<Plain>, isOrdered: boolean, isText: boolean): fc.Arbitrary<Rule> {
  const ofOne = ["EQUAL", "NOT_EQUAL", ...(isOrdered ? ["MORE_THAN", "AT_LEAST", "LESS_THAN", "AT_MOST"] : [])];
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ is: one(...ofOne), value: values }) },
    ...(isText
      ? [
          {
            weight: 2,
            arbitrary: fc.record({
              is: one("CONTAINS", "STARTS_WITH"),
              value: values.filter((value) => typeof value === "string"),
            }),
          },
        ]
      : []),
    ...(isOrdered
      ? [{ weight: 1, arbitrary: fc.record({ is: one("BETWEEN"), values: fc.tuple(values, values) }) }]
      : []),
    {
      weight: 2,
      arbitrary: fc.record({ is: one("IN", "NOT_IN"), values: fc.array(values, { minLength: 1, maxLength: 4 }) }),
    },
    { weight: 1, arbitrary: fc.record({ is: one("EXISTS", "NOT_EXISTS") }) },
  );
}

const named = (name: string, compared: fc.Arbitrary<Rule>): fc.Arbitrary<Rule> =>
  compared.map((given) => ({ name, ...given }));

const TRAITS: Readonly<Record<string, readonly string[]>> = {
  country: ["GB", "SE", "", "G"],
  city: ["London", "london", "Lon"],
  displayName: ["Ada Lovelace", "Ada", "Åsa", '"'],
  firstName: ["Augusta", "Bob", "Åsa"],
  email: ["ada@example.com", "born", "@", "å"],
  phone: ["+44", "+15005550006"],
  birthDate: ["2000-06-15", "2000-06-16", "1980", "2008-06-15"],
  ageBand: ["AGE_18_25", "AGE_26_35", "AGE_56_PLUS"],
  gender: ["female"],
  language: ["sv", "en-GB"],
  timeZone: ["Europe/London"],
  "address.city": ["Leeds"],
  "address.country": ["GB", "SE"],
  ключ: ["знач\nение"],
  "": [],
};

const anyPlain = fc.oneof(one("two", "numbers", "1", "a", ""), fc.constantFrom(1, 1e21, 1e-7, 0, -2.5), fc.boolean());

function traits({ moments }: RulePools): fc.Arbitrary<Rule> {
  const texts = Object.entries(TRAITS).filter(([, values]) => values.length > 0);
  return fc.oneof(
    ...texts.map(([name, values]) => ({ weight: 1, arbitrary: named(name, comparison(one(...values), true, true)) })),
    ...["likes", "2", "10", "small", "z", "a", "nothing"].map((name) => ({
      weight: 1,
      arbitrary: named(name, anyComparison),
    })),
    ...["firstSeenAt", "lastSeenAt"].map((name) => ({
      weight: 1,
      arbitrary: named(name, comparison(one(...moments), true, false)),
    })),
  );
}

/** Ordered only by numbers and text: a boolean has no order. */
const anyComparison = fc.oneof(
  comparison(anyPlain, false, true),
  comparison(
    anyPlain.filter((value) => typeof value !== "boolean"),
    true,
    true,
  ),
);

const NUMBERS: Readonly<Record<string, readonly Plain[]>> = {
  ORDER_COUNT: [0, 1, 2, 5, 20],
  TOTAL_SPENT: [0, "10.00", 10, "99.999", 300, -1],
  AVERAGE_ORDER_VALUE: [0, 10, "12.5", 40],
  RECENCY_DAYS: [0, 1, 3, 30, 399],
  RFM_RECENCY: [1, 2, 3, 4, 5],
  RFM_FREQUENCY: [1, 2, 3, 4, 5],
  RFM_MONETARY: [1, 2, 3, 4, 5],
};

const profiles = ({ categories }: RulePools): fc.Arbitrary<Rule> =>
  fc.oneof(
    ...Object.entries(NUMBERS).map(([name, values]) =>
      named(name, comparison(fc.constantFrom(...values), true, false)),
    ),
    named("FAVOURITE_CATEGORY", comparison(one(...categories), true, true)),
    named("FAVOURITE_CHANNEL", comparison(one("WEB", "EMAIL", "IN_STORE"), false, false)),
  );

const window = ({ moments }: RulePools): fc.Arbitrary<Rule> =>
  fc.oneof(
    fc.record({ lastDays: fc.constantFrom(1, 7, 30, 400) }),
    fc.record({ moreThanDaysAgo: fc.constantFrom(0, 1, 7, 30) }),
    fc.record({ lastDays: fc.constantFrom(30, 400), moreThanDaysAgo: fc.constantFrom(1, 7) }),
    fc.record({ from: one(...moments) }),
    fc.record({ to: one(...moments) }),
  );

const counting = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 4,
    arbitrary: fc.record({
      countIs: one("EQUAL", "NOT_EQUAL", "MORE_THAN", "AT_LEAST", "LESS_THAN", "AT_MOST"),
      count: fc.constantFrom(0, 1, 2, 3, 7),
    }),
  },
);

const property = fc.oneof(named("z", anyComparison), named("a", anyComparison), named("7", anyComparison));

function behaviours(pools: RulePools, depth = 0): fc.Arbitrary<Rule> {
  const { types, products, categories } = pools;
  const own = fc.record({
    did: fc.oneof({ weight: 9, arbitrary: one(...types) }, one(...Object.keys(TOUCHPOINT_TYPES))),
    channel: optional(fc.subarray(["WEB", "EMAIL", "IN_STORE", "SOCIAL"], { minLength: 1 }), 4),
    name: optional(one("Ünusual name", "ORDER_COMPLETED", "nothing"), 8),
    productIds: optional(fc.subarray([...products], { minLength: 1, maxLength: Math.min(4, products.length) }), 4),
    category: optional(one(...categories), 4),
    valueAtLeast: optional(one("0", "10", "19.90", "60.5"), 5),
    within: optional(window(pools), 3),
    properties: optional(fc.array(property, { minLength: 1, maxLength: 2 }), 6),
  });
  const following = depth === 2 ? fc.constant({}) : followed(pools, depth);
  return fc.tuple(own, counting, following).map((parts) => kept(Object.assign({}, ...parts)));
}

const followed = (pools: RulePools, depth: number): fc.Arbitrary<object> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.record({
        // biome-ignore lint/suspicious/noThenProperty: the API's name
        then: behaviours(pools, depth + 1),
        thenWithinHours: optional(fc.constantFrom(1, 24, 100), 2),
      }),
    },
  );

const consents = fc
  .record({
    purpose: one("MARKETING", "ANALYTICS", "PERSONALISATION"),
    channel: optional(one("EMAIL", "SMS", "WEB"), 2),
    status: one("GRANTED", "DENIED", "WITHDRAWN"),
  })
  .map(kept);

/** Conditions of every kind, by the operator's name. */
export const conditions = (pools: RulePools): Readonly<Record<string, fc.Arbitrary<Rule>>> => ({
  trait: traits(pools).map((trait) => ({ trait })),
  profile: profiles(pools).map((profile) => ({ profile })),
  behaviour: behaviours(pools).map((behaviour) => ({ behaviour })),
  segment: one(...pools.segments).map((segment) => ({ segment })),
  consent: consents.map((consent) => ({ consent })),
  identity: one("USER_ID", "EMAIL", "ANONYMOUS_ID", "LOYALTY_CARD", "DEVICE_ID").map((identity) => ({ identity })),
});

/** Rules of up to four levels. */
export function rules(pools: RulePools): fc.Arbitrary<Rule> {
  const condition = fc.oneof(...Object.values(conditions(pools)));
  const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
    rule: fc.oneof(
      { depthSize: 1.2, maxDepth: 4 },
      { weight: 3, arbitrary: condition },
      { weight: 2, arbitrary: fc.array(tie("rule"), { minLength: 1, maxLength: 3 }).map((all) => ({ all })) },
      { weight: 2, arbitrary: fc.array(tie("rule"), { minLength: 1, maxLength: 3 }).map((any) => ({ any })) },
      { weight: 1, arbitrary: tie("rule").map((not) => ({ not })) },
    ),
  }));
  return rule;
}
