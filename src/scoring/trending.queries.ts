import { GraphQLInt } from "graphql";
import { type Sql, sql } from "../database/sql.ts";
import { badUserInput, limitExceeded } from "../graphql/errors.ts";
import { CATALOGUE_READERS } from "../graphql/roles.ts";
import { scoredProductType } from "../products/index.ts";
import { type Call, checkSize, extendQuery, list, PAGE_LIMIT } from "../reading/index.ts";
import { type Channel, ChannelEnum } from "../touchpoints/index.ts";
import { isPurchase } from "./touches.ts";

interface TrendingArgs {
  readonly first?: number | null;
  readonly days?: number | null;
  readonly channel?: Channel | null;
}

const MOST_DAYS = 365;
const [FIRST, DAYS] = [10, 7];

extendQuery<TrendingArgs>("trendingProducts", {
  ...list<undefined, TrendingArgs>(() => scoredProductType, {
    about:
      "What customers turn to most in the last days: views and clicks count 1, wish list and cart 3, an ordered line 5, each halved for every half of the window that has passed. Only available products; ties by id.",
    args: {
      first: { type: () => GraphQLInt, about: `How many, at most ${PAGE_LIMIT}.`, defaultValue: FIRST },
      days: { type: () => GraphQLInt, about: `The window, 1 to ${MOST_DAYS} days.`, defaultValue: DAYS },
      channel: { type: () => ChannelEnum, about: "Only what happened on this channel." },
    },
    check: ({ first, days }, _viewer, path) => {
      checkSize("first", first, path);
      const window = days ?? DAYS;
      if (window < 1) throw badUserInput(`days is ${window}; it is at least 1.`, [...path, "days"]);
      if (window > MOST_DAYS) throw limitExceeded(`days is ${window}; it is at most ${MOST_DAYS}.`, MOST_DAYS, window);
    },
    table: (_parent, call) => scores(call),
    order: (row) => sql`${row}.score desc, ${row}.product_id`,
  }),
  rows: ({ first }) => first ?? FIRST,
  roles: CATALOGUE_READERS,
});

function scores(call: Call<TrendingArgs>): Sql {
  const { first, days, channel } = call.args;
  const now = sql`${call.reader.now}::timestamptz`;
  const window = sql`${days ?? DAYS}::int`;
  const within = (moment: Sql): Sql =>
    sql`${moment} > ${now} - make_interval(days => ${window}) and ${moment} <= ${now}`;
  const decay = (moment: Sql): Sql =>
    sql`2 ^ (- extract(epoch from ${now} - ${moment})::float8 / (43200.0 * ${window}))`;
  const on = (row: Sql): Sql =>
    channel === null || channel === undefined ? sql`true` : sql`${row}.channel = ${channel}`;
  return sql`select s.product_id, sum(s.weight) as score from (
      select t.product_id, ${decay(sql`t.occurred_at`)} * case when t.type in ('WISHLIST_ADDED', 'PRODUCT_ADDED') then 3 else 1 end as weight
      from touchpoint t where ${within(sql`t.occurred_at`)} and t.product_id is not null and ${on(sql`t`)}
        and t.type in ('PRODUCT_VIEWED', 'PRODUCT_CLICKED', 'WISHLIST_ADDED', 'PRODUCT_ADDED')
      union all
      select l.product_id, ${decay(sql`o.placed_at`)} * 5 as weight
      from customer_order o join order_line l on l.customer_id = o.customer_id and l.order_id = o.id
      where ${within(sql`o.placed_at`)} and ${isPurchase(sql`o`)} and ${on(sql`o`)}
    ) s where s.product_id in (select p.id from product p where p.available)
    group by s.product_id order by score desc, s.product_id limit ${first ?? FIRST}::int`;
}
