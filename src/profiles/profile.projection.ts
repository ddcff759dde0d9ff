import { addCustomerOrdering, customerType, VISITOR_READERS } from "../customers/index.ts";
import { raw, type Sql, sql } from "../database/sql.ts";
import { mayReadPersonal, PEOPLE_READERS } from "../graphql/roles.ts";
import { column, enumeration, expression, extendAll, json, list, projection, textOf } from "../reading/index.ts";
import { money, shopCurrency } from "../shop/index.ts";
import { ChannelEnum } from "../touchpoints/index.ts";
import { categoryShares, recencyDays } from "./features.ts";
import { CustomerProfile } from "./profile.entity.ts";
import { rfmLabel, rfmScores } from "./rfm.ts";

const profileType = projection<Sql>("CustomerProfile", {
  about: "Features computed from the customer's own touchpoints and orders; amounts are in the shop's currency.",
  roles: VISITOR_READERS,
});

extendAll(customerType, {
  profile: {
    about: "Features computed from the customer's own touchpoints and orders.",
    roles: VISITOR_READERS,
    type: () => profileType.type,
    sql: (customer, call) => {
      const row = call.alias();
      const object = textOf(call.object(profileType, row));
      return json`${sql`(select ${object} from customer_profile ${row} where ${row}.customer_id = ${customer}.id)`}`;
    },
  },
});

addCustomerOrdering({
  name: "TOTAL_SPENT_DESC",
  about: "The best customers first. One who buys while one pages may be met twice or missed.",
  direction: "desc",
  keys: ["numeric", "uuid"],
  join: (customer) => sql`join customer_profile ${customer}p on ${customer}p.customer_id = ${customer}.id`,
  values: (customer) => [sql`${customer}p.total_spent`, sql`${customer}p.customer_id`],
});

const rfmType = projection<{ profile: Sql; cuts: Sql }>("RfmScore", {
  about: "Quintiles among the customers with orders: 1 to 5, 5 is best. Equal values have equal scores.",
  roles: PEOPLE_READERS,
});
const score = (name: "recency" | "frequency" | "monetary", about: string) =>
  expression("Int", { about }, ({ profile, cuts }: { profile: Sql; cuts: Sql }) => rfmScores(profile, cuts)[name]);
extendAll(rfmType, {
  recency: score("recency", "5: among the fifth that ordered last."),
  frequency: score("frequency", "5: among the fifth with the most orders."),
  monetary: score("monetary", "5: among the fifth with the highest net total."),
  label: expression(
    "String",
    { about: "The usual name of this recency and frequency, such as Champions." },
    ({ profile, cuts }) => {
      const { recency, frequency } = rfmScores(profile, cuts);
      return rfmLabel(recency, frequency);
    },
  ),
});

const categoryType = projection<Sql>("CategoryAffinity", {
  about: "A category's share of the net spend.",
  roles: VISITOR_READERS,
});
extendAll(categoryType, {
  category: expression("String", { about: "The category's path." }, (row) => sql`${row}.category`),
  share: expression("Float", { about: "0 to 1; all categories of the customer sum to 1." }, (row) => sql`${row}.share`),
});

const channelShareType = projection<Sql>("ChannelShare", {
  about: "A channel's share of the touchpoints.",
  roles: PEOPLE_READERS,
});
extendAll(channelShareType, {
  channel: enumeration(ChannelEnum, { about: "The channel." }, (row) => sql`${row}.channel`),
  touchpoints: expression("Int", { about: "How many touchpoints it had." }, (row) => sql`${row}.touchpoints`),
  share: expression("Float", { about: "0 to 1; all channels of the customer sum to 1." }, (row) => sql`${row}.share`),
});

const interestType = projection<Sql>("InterestTag", {
  about: "Something the customer is interested in.",
  roles: VISITOR_READERS,
});
extendAll(interestType, {
  tag: expression("String", { about: "A category, a brand or a word searched for." }, (row) => sql`${row}.tag`),
  weight: expression(
    "Float",
    { about: "0 to 1; those shown sum to 1. Halves every 90 days against what is new." },
    (row) => sql`${row}.weight`,
  ),
});

const MOST_SHOWN = 20;

extendAll(profileType, {
  orderCount: column(CustomerProfile, "orderCount", "Int", {
    about: "Orders that are not cancelled.",
    roles: PEOPLE_READERS,
  }),
  totalSpent: money(
    {
      about: "Net of refunds; negative where more came back than is known to have been bought.",
      roles: PEOPLE_READERS,
    },
    (row: Sql) => ({
      amount: sql`${row}.total_spent`,
      currency: shopCurrency,
    }),
  ),
  averageOrderValue: money(
    {
      about: "totalSpent / orderCount, shown to two decimals; null without orders.",
      nullable: true,
      roles: PEOPLE_READERS,
    },
    (row: Sql) => ({
      amount: sql`round(${row}.total_spent / nullif(${row}.order_count, 0), 2)`,
      currency: shopCurrency,
    }),
  ),
  firstOrderAt: column(CustomerProfile, "firstOrderAt", "DateTime", {
    about: "Null without orders.",
    nullable: true,
    roles: PEOPLE_READERS,
  }),
  lastOrderAt: column(CustomerProfile, "lastOrderAt", "DateTime", {
    about: "Null without orders.",
    nullable: true,
    roles: PEOPLE_READERS,
  }),
  recencyDays: expression(
    "Int",
    { about: "Whole days since the last order; null without orders.", nullable: true, roles: PEOPLE_READERS },
    (row, { reader }) => recencyDays(row, reader.now),
  ),
  rfm: {
    about: "Recency, frequency and money scores; null without orders, and until the quintiles are first known.",
    nullable: true,
    roles: PEOPLE_READERS,
    type: () => rfmType.type,
    sql: (profile, call) => {
      const cuts = call.alias();
      const object = textOf(call.object(rfmType, { profile, cuts }));
      return json`${sql`(select ${object} from rfm_cut_points ${cuts} where ${profile}.order_count > 0)`}`;
    },
  },
  favouriteCategories: list<Sql>(() => categoryType, {
    about: `Categories by their share of the net spend, the ${MOST_SHOWN} largest at most; empty where no bought product has one.`,
    table: (profile) => categoryShares(profile),
    where: (row) => sql`${row}.place <= ${MOST_SHOWN}::int`,
    order: (row) => sql`${row}.share desc, ${row}.category`,
  }),
  channelMix: list<Sql>(() => channelShareType, {
    about: "Channels by their share of the touchpoints, the largest first.",
    roles: PEOPLE_READERS,
    table: (profile) => sql`select m.channel, m.touchpoints, m.touchpoints::float8 / sum(m.touchpoints) over () as share
      from customer_channel m where m.customer_id = ${profile}.customer_id`,
    order: (row) => sql`${row}.touchpoints desc, ${row}.channel`,
  }),
  interests: list<Sql>(() => interestType, {
    about: `The ${MOST_SHOWN} strongest interests. Words searched for are personal and left out for roles that may not read them.`,
    table: (profile, { reader }) => {
      const kinds = mayReadPersonal(reader.viewer) ? raw("true") : raw("i.kind <> 'SEARCH'");
      return sql`select s.tag, s.weight / sum(s.weight) over () as weight from (
        select i.tag, sum(i.weight) as weight from customer_interest i
        where i.customer_id = ${profile}.customer_id and ${kinds} group by i.tag
        order by sum(i.weight) desc, i.tag limit ${MOST_SHOWN}::int) s`;
    },
    order: (row) => sql`${row}.weight desc, ${row}.tag`,
  }),
  priceSensitivity: expression(
    "Float",
    {
      about:
        "-1 to 1: how strongly the customer buys more units of a product when it is cheaper for them (minus the correlation of log quantity and log unit price within products). Null with fewer than 10 order lines of products bought at differing prices.",
      nullable: true,
      roles: PEOPLE_READERS,
    },
    (row) => priceSensitivity(row),
  ),
});

function priceSensitivity(profile: Sql): Sql {
  return sql`(select case when count(*) >= 10 then - corr(d.quantity, d.price) end from (
      select ln(l.quantity) - avg(ln(l.quantity)) over w as quantity,
        ln(l.unit_price)::float8 - avg(ln(l.unit_price)::float8) over w as price,
        max(l.unit_price) over w > min(l.unit_price) over w as varies
      from order_line l where l.customer_id = ${profile}.customer_id and l.unit_price > 0
      window w as (partition by l.product_id, l.currency)
    ) d where d.varies)`;
}
