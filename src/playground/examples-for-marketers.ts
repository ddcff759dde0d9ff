import type { Example } from "./settings.ts";

const SEGMENTS = `# For BI people and marketers: the segments,
# how large each is, who came and went of
# late, and whom a new rule would choose
# before it is saved (docs/segments.md).
query Segments($rule: SegmentRuleInput!) {
  segments(first: 20) {
    nodes {
      key
      name
      kind
      ruleText
      size
      suppressed
      membershipChanges(first: 3) {
        nodes { change at customer { id } }
      }
    }
  }
  previewSegment(rule: $rule) {
    size
    share
    ruleText
    sample { id country }
  }
}`;

const QUIET = {
  rule: {
    all: [
      { profile: { name: "ORDER_COUNT", is: "AT_LEAST", value: 2 } },
      { not: { behaviour: { did: "ORDER_COMPLETED", within: { lastDays: 60 } } } },
    ],
  },
};

const PRICES = `# For marketers and BI people: where another
# price earns the most, what is expected of it,
# and why (docs/pricing.md). Before the first
# training it says so.
query Prices($input: PricingInput) {
  pricingSuggestions(first: 5, input: $input) {
    product { sku name }
    status
    currentPrice { amount currency }
    suggestedPrice { amount }
    elasticity { value low high }
    expectedUnits { value low high }
    profitChange { value low high }
    competitorPosition { lowest { amount } rank offers }
    priceCurve { price units revenue profit }
    backtest { weeks weightedError naiveWeightedError }
    reasons
  }
}`;

const RAILS = { input: { objective: "PROFIT", minMargin: 0.1, maxChange: 0.2 } };

const CAMPAIGNS = `# For BI people and marketers: what became of
# each campaign, and what it changed beside those
# who were held out (docs/campaigns.md). A key of the
# role MARKETER makes one: createCampaign, launchCampaign.
query Campaigns {
  campaigns(first: 10) {
    totalCount
    nodes {
      name
      status
      goal
      segment { key }
      report {
        audience
        heldOut
        sent
        opened
        clicked
        converted
        suppressed { reason customers }
        revenue { amount currency }
        cost { amount currency }
        lift {
          treatedRate
          controlRate
          absolute { value low high }
          pValue
          sequential { low high }
          sequentialPValue
          enoughData
        }
        variants {
          variant { name channel }
          sent
          rate { value low high }
          probabilityBest
        }
      }
    }
  }
}`;

/** Whom to reach, at what price, and what came of it. */
export const FOR_MARKETERS: readonly Example[] = [
  { query: SEGMENTS, variables: JSON.stringify(QUIET, null, 2) },
  { query: PRICES, variables: JSON.stringify(RAILS, null, 2) },
  { query: CAMPAIGNS },
];
