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
];
