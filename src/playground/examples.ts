import { FOR_MARKETERS } from "./examples-for-marketers.ts";
import type { Example } from "./settings.ts";

/** For front-end teams: a screen's worth of one customer. No id is asked for, so that it runs on any shop. */
const FRONT_END = `# For front-end teams: a screen of
# one customer in one request.
# Ctrl-Enter runs it. Personal data is
# masked for keys that may not read it.
query CustomerScreen {
  customers(first: 1, orderBy: TOTAL_SPENT_DESC) {
    nodes {
      id
      email
      country
      profile {
        totalSpent { amount currency }
        rfm { label }
      }
      orders(first: 3) {
        totalCount
        nodes {
          orderNumber
          placedAt
          status
          netTotal { amount currency }
          lines {
            quantity
            product { sku name }
          }
        }
      }
      touchpoints(first: 5) {
        nodes {
          occurredAt
          channel
          type
          product { name }
        }
      }
    }
  }
}`;

const RECOMMENDATIONS = `# For front-end teams: what a customer
# will like, and why. Send the id back when
# it is shown (docs/scoring.md). Before the first
# training it is what is newest.
query Recommendations {
  customers(first: 1, orderBy: TOTAL_SPENT_DESC) {
    nodes {
      id
      recommendations(first: 5) {
        id
        rank
        strategy
        score
        product { sku name price { amount currency } }
        reasons { kind message weight product { sku } }
      }
    }
  }
  forAStranger: recommendations(first: 5) {
    strategy
    product { sku name }
    reasons { message }
  }
  products(first: 1) {
    nodes {
      name
      similar(first: 3) { score product { sku name } }
      boughtTogether(first: 3) { score product { sku name } }
    }
  }
}`;

const SCORES = `# For BI people: how probable it is that
# customers come to have a product, and
# what each feature adds. Put ids of the
# answer's products under Variables, below,
# and run it again.
query PreferenceScores($productIds: [ID!]!) {
  products(first: 3) {
    nodes { id sku name }
  }
  customers(first: 3, orderBy: TOTAL_SPENT_DESC) {
    nodes {
      id
      preferenceScores(productIds: $productIds) {
        product { sku }
        score
        linearScore
        intercept
        contributions { feature weight value contribution }
        model { version }
      }
    }
  }
}`;

/** No product has it: ids differ from shop to shop, and what there is not is left out. */
const SCORED = { productIds: [`prd_${"0".repeat(32)}`] };

const MODELS = `# For BI people: what was learned, how well
# it does, and what became of what was shown.
query ModelsAndReport($from: DateTime!, $to: DateTime!) {
  models {
    kind
    version
    active
    trainedAt
    trainingRows
    metrics { name value baseline protocol }
    parameters
  }
  recommendationReport(from: $from, to: $to) {
    strategy
    model { version }
    shown
    clicked
    converted
    clickThroughRate { value low high confidence }
    conversionRate { value low high confidence }
    revenue { amount currency }
  }
}`;

/** Whatever was ever shown. */
const EVER = { from: "2020-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z" };

const BI = `# For BI people: what sells now, exact
# totals and RFM scores.
query ShopFigures {
  shop { name currency timeZone }
  trendingProducts(days: 30, first: 3) {
    score
    product { sku name category price { amount } }
  }
  customers(first: 10, orderBy: TOTAL_SPENT_DESC) {
    totalCount
    nodes {
      id
      country
      profile {
        orderCount
        totalSpent { amount }
        averageOrderValue { amount }
        recencyDays
        rfm { recency frequency monetary label }
        channelMix { channel share }
      }
    }
  }
}`;

const MARKETING = `# For marketing tools: say who somebody
# is and what they did. What is said
# stands under Variables, below.
# This writes: put a key of the role
# MARKETER under Headers, made by
#   npx tributary key NAME --role MARKETER
# Run it twice: a touchpoint is taken once.
mutation WelcomeCustomer(
  $customer: UpsertCustomerInput!
  $touchpoints: RecordTouchpointsInput!
) {
  upsertCustomer(input: $customer) {
    created
    customer { id displayName email }
    userErrors { code message path }
  }
  recordTouchpoints(input: $touchpoints) {
    outcomes { messageId status reasons }
    userErrors { code message path }
  }
}`;

const WELCOME = {
  customer: {
    identities: [{ kind: "USER_ID", value: "playground-ada" }],
    email: "ada@example.com",
    firstName: "Ada",
    lastName: "Lovelace",
    country: "GB",
  },
  touchpoints: {
    source: "playground",
    touchpoints: [
      {
        messageId: "playground-newsletter-1",
        identities: [{ kind: "USER_ID", value: "playground-ada" }],
        channel: "EMAIL",
        type: "MESSAGE_OPENED",
        occurredAt: "2026-03-01T09:30:00Z",
      },
    ],
  },
};

/** A tab for each kind of user; the first is the one that is open, and a key that only reads can run it. */
export const EXAMPLES: readonly Example[] = [
  { query: FRONT_END },
  { query: BI },
  { query: MARKETING, variables: JSON.stringify(WELCOME, null, 2) },
  { query: RECOMMENDATIONS },
  { query: SCORES, variables: JSON.stringify(SCORED, null, 2) },
  { query: MODELS, variables: JSON.stringify(EVER, null, 2) },
  ...FOR_MARKETERS,
];
