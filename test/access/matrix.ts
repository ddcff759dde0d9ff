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
/** Of a group of fewer than ten, as all are here. */
const SMALL = "rrm--";

const connection = (access: string) => ({ nodes: access, edges: access, pageInfo: access, totalCount: access });
const edge = (access: string) => ({ node: access, cursor: access });
export const all = (access: string, ...fields: string[]) => Object.fromEntries(fields.map((field) => [field, access]));

export const MATRIX: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Query: {
    ...all(PEOPLE, "customers", "touchpoints", "job", "jobs", "models", "recommendationReport"),
    ...all(PEOPLE, "segment", "segments", "previewSegment", "pricingSuggestions", "campaign", "campaigns"),
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
    ...all(MANAGED, "createSegment", "updateSegment", "archiveSegment", "createCampaign", "updateCampaign"),
    ...all(MANAGED, "launchCampaign", "pauseCampaign", "resumeCampaign", "cancelCampaign"),
  },
  Subscription: { jobProgressed: PEOPLE, segmentMembershipChanged: PEOPLE },
  Customer: {
    id: EVERYONE,
    ...all(PERSONAL, "displayName", "firstName", "lastName", "address", "email", "phone", "birthDate", "traits"),
    ...all(PEOPLE, "timeZone", "gender", "ageBand", "occupation", "country", "city", "language", "erasedAt"),
    ...all(PEOPLE, "identities", "touchpoints", "orders", "consents", "consentHistory", "preferenceScores"),
    ...all(VISITOR, "firstSeenAt", "lastSeenAt", "profile", "recommendations"),
    segments: SMALL,
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
    ...all(PEOPLE, "quantity", "value", "campaign"),
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
    ...all(PEOPLE, "cost", "competitorOffers", "priceHistory", "pricingSuggestion"),
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
  PricingSuggestion: {
    ...all(PEOPLE, "product", "status", "currentPrice", "shrinkage", "model", "suggestedPrice", "elasticity"),
    ...all(PEOPLE, "expectedUnits", "expectedRevenue", "expectedProfit", "profitChange", "competitorPosition"),
    ...all(PEOPLE, "priceCurve", "backtest", "reasons"),
  },
  CompetitorPosition: all(PEOPLE, "lowest", "median", "rank", "offers"),
  PriceCurvePoint: all(PEOPLE, "price", "units", "revenue", "profit"),
  PricingBacktest: all(PEOPLE, "weeks", "weightedError", "naiveWeightedError"),
  Job: {
    ...all(PEOPLE, "id", "kind", "state", "done", "message", "createdAt", "startedAt", "finishedAt", "error"),
    model: PEOPLE,
  },
  Segment: {
    ...all(PEOPLE, "id", "key", "name", "description", "kind", "rule", "ruleText", "status", "model", "version"),
    ...all(PEOPLE, "createdAt", "updatedAt", "refreshedAt", "members", "membershipChanges"),
    ...all(SMALL, "size", "suppressed"),
  },
  SegmentMembershipChange: all(SMALL, "customer", "segment", "change", "at"),
  SegmentPreview: { ...all(SMALL, "size", "share", "suppressed", "sample"), ruleText: PEOPLE },
  Campaign: {
    ...all(PEOPLE, "id", "name", "goal", "status", "segment", "channels", "startsAt", "endsAt", "holdoutShare"),
    ...all(PEOPLE, "frequencyCap", "quietHours", "budget", "costPerMessage", "spent", "attributionDays", "variants"),
    ...all(PEOPLE, "version", "createdAt", "updatedAt", "assignments", "report"),
    preview: MANAGED,
  },
  CampaignVariant: all(PEOPLE, "id", "name", "weight", "channel", "subject", "body", "recommendationSlots"),
  FrequencyCap: all(PEOPLE, "messages", "perDays"),
  QuietHours: all(PEOPLE, "from", "to", "timeZone"),
  CampaignAssignment: {
    ...all(SMALL, "customer", "variant", "status", "suppression", "sentAt", "convertedAt"),
    ...all(PERSONAL, "subject", "body"),
  },
  CampaignReport: {
    ...all(SMALL, "audience", "heldOut", "pending", "failed", "unknown", "suppressed", "sent", "delivered", "opened"),
    ...all(SMALL, "clicked", "converted", "lift", "variants", "withheld"),
    ...all(PEOPLE, "revenue", "cost"),
  },
  Suppression: all(SMALL, "reason", "customers"),
  LiftEstimate: {
    ...all(SMALL, "treatedRate", "controlRate", "absolute", "relative", "pValue", "adjusted", "sequential"),
    ...all(SMALL, "sequentialPValue", "revenuePerCustomer", "enoughData"),
  },
  VariantReport: all(SMALL, "variant", "sent", "converted", "rate", "probabilityBest"),
  MessagePreview: all(MANAGED, "variant", "subject", "body", "recommendations", "suppression"),
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
  SegmentConnection: connection(PEOPLE),
  SegmentEdge: edge(PEOPLE),
  SegmentMembershipChangeConnection: { ...connection(SMALL), pageInfo: PEOPLE },
  SegmentMembershipChangeEdge: edge(SMALL),
  CampaignConnection: connection(PEOPLE),
  CampaignEdge: edge(PEOPLE),
  CampaignAssignmentConnection: { ...connection(SMALL), pageInfo: PEOPLE },
  CampaignAssignmentEdge: edge(SMALL),
  SegmentPayload: all(MANAGED, "segment", "userErrors"),
  CampaignPayload: all(MANAGED, "campaign", "userErrors"),
  JobPayload: all(MANAGED, "job", "userErrors"),
  ModelPayload: all(MANAGED, "model", "userErrors"),
  RecordTouchpointsPayload: all("rr-rr", "outcomes", "userErrors"),
  TouchpointOutcome: all("rr-rr", "messageId", "status", "touchpoint", "customer", "quarantinedId", "reasons"),
  UpsertCustomerPayload: all("rr--r", "customer", "created", "userErrors"),
  UpsertProductsPayload: all("rr--r", "products", "userErrors"),
  RecordCompetitorOffersPayload: all("rr--r", "products", "userErrors"),
  RecordConsentPayload: all("rr--r", "customer", "consent", "userErrors"),
  FieldError: all("rr-rr", "code", "message", "path"),
  NotAllowedInState: all(MANAGED, "code", "message", "path", "status", "allowed"),
};
