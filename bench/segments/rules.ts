type Rule = Readonly<Record<string, unknown>>;

const did = (type: string, more: object = {}): Rule => ({ behaviour: { did: type, ...more } });
const last = (lastDays: number) => ({ within: { lastDays } });
const atLeast = (count: number) => ({ countIs: "AT_LEAST", count });
const profile = (name: string, is: string, value: number): Rule => ({ profile: { name, is, value } });
const country = (value: string): Rule => ({ trait: { name: "country", is: "EQUAL", value } });

const TYPES = ["PRODUCT_VIEWED", "PRODUCT_CLICKED", "PRODUCT_ADDED", "PAGE_VIEWED", "ORDER_COMPLETED"] as const;
const CHANNELS = ["WEB", "MOBILE_APP", "EMAIL", "SOCIAL", "IN_STORE"] as const;
const CATEGORIES = ["Kitchen", "Garden", "Toys > Gift", "Stationery", "Candles > Plain"] as const;
const COUNTRIES = ["GB", "DE", "FR", "IE", "NL"] as const;

/** What a marketing team asks, in ten kinds: each line is five segments. */
const KINDS: readonly ((type: string, channel: string, category: string, land: string, place: number) => Rule)[] = [
  (type, channel, _category, _land, place) => did(type, { channel: [channel], ...last(30), ...atLeast(1 + place) }),
  (_type, _channel, category, _land, place) => did("PRODUCT_VIEWED", { category, ...last(60), ...atLeast(2 + place) }),
  (_type, _channel, category) => did("ORDER_COMPLETED", { category, ...last(180) }),
  (type, _channel, _category, land) => ({ all: [country(land), did(type, { ...last(90), ...atLeast(3) })] }),
  (_type, channel) => ({
    all: [did("PRODUCT_ADDED", last(14)), { not: did("ORDER_COMPLETED", { channel: [channel], ...last(14) }) }],
  }),
  (_type, _channel, _category, _land, place) => profile("TOTAL_SPENT", "AT_LEAST", 200 * (place + 1)),
  (_type, _channel, _category, land, place) => ({
    all: [profile("RECENCY_DAYS", "AT_MOST", 30 * (place + 1)), profile("ORDER_COUNT", "AT_LEAST", 2), country(land)],
  }),
  (type, _channel, _category, _land, place) =>
    // biome-ignore lint/suspicious/noThenProperty: the name in the API
    did("PRODUCT_VIEWED", { ...last(30), then: { did: type }, thenWithinHours: 24 * (place + 1) }),
  (_type, channel, category) => ({
    any: [
      { profile: { name: "FAVOURITE_CHANNEL", is: "EQUAL", value: channel } },
      did("PRODUCT_CLICKED", { category, ...last(7) }),
    ],
  }),
  (_type, channel, _category, land, place) => ({
    all: [
      country(land),
      { identity: "EMAIL" },
      did("ORDER_COMPLETED", { valueAtLeast: String(50 * (place + 1)), channel: [channel] }),
      { not: did("PAGE_VIEWED", { within: { lastDays: 365, moreThanDaysAgo: 30 }, ...atLeast(5) }) },
    ],
  }),
];

/** So many rules, of all kinds alike; the same ones each time. */
export function benchRules(count: number): Rule[] {
  const all = [0, 1, 2, 3, 4].flatMap((place) =>
    KINDS.map((kind) =>
      kind(TYPES[place] ?? "", CHANNELS[place] ?? "", CATEGORIES[place] ?? "", COUNTRIES[place] ?? "", place),
    ),
  );
  if (count > all.length) throw new Error(`there are ${all.length} rules`);
  return all.slice(0, count);
}
