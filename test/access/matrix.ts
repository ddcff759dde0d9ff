/**
 * Who may read what, for ADMIN, MARKETER, ANALYST, STOREFRONT and INGEST in this order: r reads it, m reads its mask, and
 * - is refused the whole operation. It says what a role gets in the end, by whichever way it may come to the field.
 */
export const ROLES = ["ADMIN", "MARKETER", "ANALYST", "STOREFRONT", "INGEST"] as const;

const PEOPLE = "rrr--";
const PERSONAL = "rrm--";
const VISITOR = "rrrr-";
const CATALOGUE = "rrrr-";
const EVERYONE = "rrrrr";
const MANAGED = "rr---";

const connection = (access: string) => ({ nodes: access, edges: access, pageInfo: access, totalCount: access });
const edge = (access: string) => ({ node: access, cursor: access });
const all = (access: string, ...fields: string[]) => Object.fromEntries(fields.map((field) => [field, access]));

export const MATRIX: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Query: {
    ...all(PEOPLE, "customers", "touchpoints", "job", "jobs", "models", "recommendationReport"),
    ...all(CATALOGUE, "node", "nodes", "product", "products", "shop", "trendingProducts", "recommendations"),
    customer: VISITOR,
    viewer: EVERYONE,
  },
  Mutation: {
    recordTouchpoints: "rr-rr",
    upsertCustomer: "rr--r",
    upsertProducts: "rr--r",
    recordCompetitorOffers: "rr--r",
    recordConsent: "rr--r",
    ...all(MANAGED, "cancelJob", "trainModel", "activateModel"),
  },
  Subscription: { jobProgressed: PEOPLE },
  Customer: {
    id: EVERYONE,
    ...all(PERSONAL, "displayName", "firstName", "lastName", "address", "email", "phone", "birthDate", "traits"),
    ...all(PEOPLE, "timeZone", "gender", "ageBand", "occupation", "country", "city", "language", "erasedAt"),
    ...all(PEOPLE, "identities", "touchpoints", "orders", "consents", "consentHistory", "preferenceScores"),
    ...all(VISITOR, "firstSeenAt", "lastSeenAt", "profile", "recommendations"),
  },
  Address: all(PERSONAL, "street", "city", "region", "postalCode", "country"),
  Identity: { ...all(PEOPLE, "kind", "source", "firstSeenAt", "lastSeenAt"), value: PERSONAL },
  Consent: { ...all(PEOPLE, "purpose", "channel", "status", "source", "recordedAt"), proof: PERSONAL },
  CustomerProfile: {
    ...all(PEOPLE, "orderCount", "totalSpent", "averageOrderValue", "firstOrderAt", "lastOrderAt", "recencyDays"),
    ...all(PEOPLE, "rfm", "channelMix", "priceSensitivity"),
    favouriteCategories: VISITOR,
    interests: "rrmm-",
  },
  RfmScore: all(PEOPLE, "recency", "frequency", "monetary", "label"),
  CategoryAffinity: all(VISITOR, "category", "share"),
  ChannelShare: all(PEOPLE, "channel", "touchpoints", "share"),
  InterestTag: all("rrmm-", "tag", "weight"),
  ChannelTouchpoint: {
    ...all(EVERYONE, "id", "messageId", "customer"),
    ...all(PEOPLE, "channel", "type", "name", "occurredAt", "receivedAt", "product", "order", "sessionId"),
    ...all(PEOPLE, "quantity", "value"),
    ...all(PERSONAL, "searchQuery", "properties"),
  },
  Order: {
    ...all(PEOPLE, "id", "orderNumber", "customer", "placedAt", "channel", "status", "lines", "total", "refunded"),
    netTotal: PEOPLE,
  },
  OrderLine: all(PEOPLE, "lineNumber", "product", "quantity", "unitPrice", "total", "refundedQuantity"),
  Product: {
    ...all(EVERYONE, "id", "sku"),
    ...all(CATALOGUE, "name", "brand", "category", "price", "externalId", "stock", "imageUrl", "description"),
    ...all(CATALOGUE, "attributes", "available", "similar", "boughtTogether"),
    ...all(PEOPLE, "cost", "competitorOffers", "priceHistory"),
  },
  CompetitorOffer: all(PEOPLE, "competitor", "price", "observedAt", "url"),
  PricePoint: all(PEOPLE, "price", "from", "to"),
  ScoredProduct: all(CATALOGUE, "product", "score"),
  Recommendation: { ...all(CATALOGUE, "id", "product", "score", "rank", "strategy", "reasons"), model: PEOPLE },
  RecommendationReason: all(CATALOGUE, "kind", "message", "product", "weight"),
  PreferenceScore: all(PEOPLE, "product", "score", "contributions", "intercept", "linearScore", "model"),
  ScoreContribution: all(PEOPLE, "feature", "weight", "value", "contribution"),
  Model: all(PEOPLE, "id", "kind", "version", "trainedAt", "trainingRows", "parameters", "metrics", "active"),
  ModelMetric: all(PEOPLE, "name", "value", "baseline", "protocol"),
  StrategyReport: {
    ...all(PEOPLE, "strategy", "model", "shown", "clicked", "converted", "clickThroughRate", "conversionRate"),
    revenue: PEOPLE,
  },
  Estimate: all(PEOPLE, "value", "low", "high", "confidence"),
  Job: {
    ...all(PEOPLE, "id", "kind", "state", "done", "message", "createdAt", "startedAt", "finishedAt", "error"),
    model: PEOPLE,
  },
  Money: all(CATALOGUE, "amount", "currency"),
  Shop: all(CATALOGUE, "name", "currency", "timeZone"),
  Viewer: all(EVERYONE, "name", "roles", "customer"),
  PageInfo: all(CATALOGUE, "hasNextPage", "hasPreviousPage", "startCursor", "endCursor"),
  CustomerConnection: connection(PEOPLE),
  CustomerEdge: edge(PEOPLE),
  ChannelTouchpointConnection: connection(PEOPLE),
  ChannelTouchpointEdge: edge(PEOPLE),
  OrderConnection: connection(PEOPLE),
  OrderEdge: edge(PEOPLE),
  ConsentConnection: connection(PEOPLE),
  ConsentEdge: edge(PEOPLE),
  ProductConnection: connection(CATALOGUE),
  ProductEdge: edge(CATALOGUE),
  JobConnection: connection(PEOPLE),
  JobEdge: edge(PEOPLE),
  JobPayload: all(MANAGED, "job", "userErrors"),
  ModelPayload: all(MANAGED, "model", "userErrors"),
  RecordTouchpointsPayload: all("rr-rr", "outcomes", "userErrors"),
  TouchpointOutcome: all("rr-rr", "messageId", "status", "touchpoint", "customer", "quarantinedId", "reasons"),
  UpsertCustomerPayload: all("rr--r", "customer", "created", "userErrors"),
  UpsertProductsPayload: all("rr--r", "products", "userErrors"),
  RecordCompetitorOffersPayload: all("rr--r", "products", "userErrors"),
  RecordConsentPayload: all("rr--r", "customer", "consent", "userErrors"),
  FieldError: all("rr-rr", "code", "message", "path"),
};

/** Where a field of each type is reached: by those who read people's data, and by the others where they go another way. */
export const WAYS: Readonly<
  Record<string, { readonly people: string; readonly visitor?: string; readonly sender?: string }>
> = {
  Query: { people: "query { ? }" },
  Mutation: { people: "mutation { ? }" },
  Customer: {
    people: "query { customer(id: CUSTOMER) { ? } }",
    visitor: "query { customer(identity: VISITOR) { ? } }",
    sender: "mutation { recordTouchpoints(input: { touchpoints: [SENT] }) { outcomes { customer { ? } } } }",
  },
  Address: { people: "query { customer(id: CUSTOMER) { address { ? } } }" },
  Identity: { people: "query { customer(id: CUSTOMER) { identities { ? } } }" },
  Consent: { people: "query { customer(id: CUSTOMER) { consents { ? } } }" },
  CustomerProfile: {
    people: "query { customer(id: CUSTOMER) { profile { ? } } }",
    visitor: "query { customer(identity: VISITOR) { profile { ? } } }",
  },
  RfmScore: { people: "query { customer(id: CUSTOMER) { profile { rfm { ? } } } }" },
  CategoryAffinity: {
    people: "query { customer(id: CUSTOMER) { profile { favouriteCategories { ? } } } }",
    visitor: "query { customer(identity: VISITOR) { profile { favouriteCategories { ? } } } }",
  },
  ChannelShare: { people: "query { customer(id: CUSTOMER) { profile { channelMix { ? } } } }" },
  InterestTag: {
    people: "query { customer(id: CUSTOMER) { profile { interests { ? } } } }",
    visitor: "query { customer(identity: VISITOR) { profile { interests { ? } } } }",
  },
  ChannelTouchpoint: {
    people: "query { node(id: TOUCHPOINT) { ... on ChannelTouchpoint { ? } } }",
    visitor: "mutation { recordTouchpoints(input: { touchpoints: [SENT] }) { outcomes { touchpoint { ? } } } }",
    sender: "mutation { recordTouchpoints(input: { touchpoints: [SENT] }) { outcomes { touchpoint { ? } } } }",
  },
  Order: { people: "query { customer(id: CUSTOMER) { orders { nodes { ? } } } }" },
  OrderLine: { people: "query { customer(id: CUSTOMER) { orders { nodes { lines { ? } } } } }" },
  Product: {
    people: 'query { product(sku: "mug") { ? } }',
    sender: 'mutation { upsertProducts(input: { products: [{ sku: "mug" }] }) { products { ? } } }',
  },
  CompetitorOffer: { people: 'query { product(sku: "mug") { competitorOffers { ? } } }' },
  PricePoint: { people: 'query { product(sku: "mug") { priceHistory { ? } } }' },
  ScoredProduct: { people: "query { trendingProducts(days: 365) { ? } }" },
  Recommendation: { people: "query { recommendations(basket: [PRODUCT], first: 2) { ? } }" },
  RecommendationReason: { people: "query { recommendations(basket: [PRODUCT], first: 2) { reasons { ? } } }" },
  PreferenceScore: { people: "query { customer(id: CUSTOMER) { preferenceScores(productIds: [PRODUCT]) { ? } } }" },
  ScoreContribution: {
    people: "query { customer(id: CUSTOMER) { preferenceScores(productIds: [PRODUCT]) { contributions { ? } } } }",
  },
  Model: { people: "query { models { ? } }" },
  ModelMetric: { people: "query { models { metrics { ? } } }" },
  StrategyReport: { people: "query { recommendationReport(PERIOD) { ? } }" },
  Estimate: { people: "query { recommendationReport(PERIOD) { clickThroughRate { ? } } }" },
  Job: { people: "query { job(id: JOB) { ? } }" },
  Money: { people: 'query { product(sku: "mug") { price { ? } } }' },
  Shop: { people: "query { shop { ? } }" },
  Viewer: { people: "query { viewer { ? } }" },
  PageInfo: { people: "query { products { pageInfo { ? } } }" },
  CustomerConnection: { people: "query { customers { ? } }" },
  CustomerEdge: { people: "query { customers { edges { ? } } }" },
  ChannelTouchpointConnection: { people: "query { touchpoints { ? } }" },
  ChannelTouchpointEdge: { people: "query { touchpoints { edges { ? } } }" },
  OrderConnection: { people: "query { customer(id: CUSTOMER) { orders { ? } } }" },
  OrderEdge: { people: "query { customer(id: CUSTOMER) { orders { edges { ? } } } }" },
  ConsentConnection: { people: "query { customer(id: CUSTOMER) { consentHistory { ? } } }" },
  ConsentEdge: { people: "query { customer(id: CUSTOMER) { consentHistory { edges { ? } } } }" },
  ProductConnection: { people: "query { products { ? } }" },
  ProductEdge: { people: "query { products { edges { ? } } }" },
  JobConnection: { people: "query { jobs { ? } }" },
  JobEdge: { people: "query { jobs { edges { ? } } }" },
  JobPayload: { people: "mutation { cancelJob(input: { id: JOB }) { ? } }" },
  ModelPayload: { people: "mutation { activateModel(input: { id: MODEL }) { ? } }" },
  RecordTouchpointsPayload: { people: "mutation { recordTouchpoints(input: { touchpoints: [SENT] }) { ? } }" },
  TouchpointOutcome: { people: "mutation { recordTouchpoints(input: { touchpoints: [SENT] }) { outcomes { ? } } }" },
  UpsertCustomerPayload: { people: "mutation { upsertCustomer(input: { identities: [VISITOR] }) { ? } }" },
  UpsertProductsPayload: { people: 'mutation { upsertProducts(input: { products: [{ sku: "mug" }] }) { ? } }' },
  RecordCompetitorOffersPayload: { people: "mutation { recordCompetitorOffers(input: { offers: [] }) { ? } }" },
  RecordConsentPayload: { people: "mutation { recordConsent(input: SAID) { ? } }" },
  FieldError: { people: 'mutation { recordTouchpoints(input: { touchpoints: [], source: "" }) { userErrors { ? } } }' },
};

/** The arguments that a field needs to be asked at all. */
export const NEEDED: Readonly<Record<string, string>> = {
  "Query.node": "(id: PRODUCT)",
  "Query.nodes": "(ids: [PRODUCT])",
  "Query.product": '(sku: "mug")',
  "Query.trendingProducts": "(days: 365)",
  "Query.job": "(id: JOB)",
  "Query.recommendationReport": "(PERIOD)",
  "Customer.preferenceScores": "(productIds: [PRODUCT])",
  "Mutation.cancelJob": "(input: { id: JOB })",
  "Mutation.trainModel": "(input: { kind: SESSION })",
  "Mutation.activateModel": "(input: { id: MODEL })",
  "Mutation.recordTouchpoints": "(input: { touchpoints: [SENT] })",
  "Mutation.upsertCustomer": "(input: { identities: [VISITOR] })",
  "Mutation.upsertProducts": '(input: { products: [{ sku: "mug" }] })',
  "Mutation.recordConsent": "(input: SAID)",
  "Mutation.recordCompetitorOffers": "(input: { offers: [] })",
};

/** The types of which there are none before a training, and what is to be trained for them. */
export const TRAINED: Readonly<Record<string, string>> = {
  ...all("SESSION", "Recommendation", "RecommendationReason", "Model", "ModelMetric", "ModelPayload", "Job"),
  ...all("SESSION", "StrategyReport", "Estimate"),
  ...all("PREFERENCE_REGRESSION", "PreferenceScore", "ScoreContribution"),
};

export const MASKS: Readonly<Record<string, unknown>> = {
  "Customer.displayName": [null],
  "Customer.firstName": [null],
  "Customer.lastName": [null],
  "Customer.address": [null],
  "Customer.email": ["a***@example.com"],
  "Customer.phone": ["+44***67"],
  "Customer.birthDate": [null],
  "Customer.traits": [{}],
  "Address.street": [],
  "Address.city": [],
  "Address.region": [],
  "Address.postalCode": [],
  "Address.country": [],
  "Identity.value": ["***", "***", "***"],
  "Consent.proof": [null],
  "CustomerProfile.interests": [[{ __typename: "InterestTag" }, { __typename: "InterestTag" }]],
  "InterestTag.tag": ["ACME", "Home"],
  "InterestTag.weight": [0.5, 0.5],
  "ChannelTouchpoint.searchQuery": [null],
  "ChannelTouchpoint.properties": [{}],
};
