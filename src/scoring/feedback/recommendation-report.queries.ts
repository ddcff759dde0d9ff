import { type Sql, sql } from "../../database/sql.ts";
import { badUserInput } from "../../graphql/errors.ts";
import { PEOPLE_READERS } from "../../graphql/roles.ts";
import { DateTimeScalar } from "../../graphql/scalars.ts";
import { modelType } from "../../models/index.ts";
import {
  type Call,
  enumeration,
  expression,
  extendAll,
  extendQuery,
  inline,
  list,
  one,
  projection,
} from "../../reading/index.ts";
import { money, shopCurrency } from "../../shop/index.ts";
import { strategyEnum } from "../serving/recommendation.graphql.ts";
import { idParts } from "../serving/recommendation-id.ts";
import { isPurchase } from "../touches.ts";
import { estimateType, wilson } from "./estimate.projection.ts";

/** For so long a click or a purchase is put down to what was shown. */
const WINDOW_DAYS = 7;

const reportType = projection<Sql>("StrategyReport", {
  about: `What became of the recommendations of one version of a strategy that were shown. What happens within ${WINDOW_DAYS} days counts.`,
  roles: PEOPLE_READERS,
});

const count = (about: string, column: Sql) => expression("Int", { about }, (row: Sql) => sql`${row}.${column}`);

extendAll(reportType, {
  strategy: enumeration(
    strategyEnum,
    { about: "The strategy that they came from, never AUTO." },
    (row: Sql) => sql`${row}.strategy`,
  ),
  model: one<Sql>(() => modelType, {
    about: "The model that they came from; null where none was asked, or it is no longer kept.",
    nullable: true,
    table: "model",
    where: (row, report) => sql`${row}.id = ${report}.model_id`,
  }),
  shown: count(
    "Recommendations that were shown, each once for each customer who saw it, at the first time.",
    sql`shown`,
  ),
  clicked: count("Those of them that were clicked.", sql`clicked`),
  converted: count("Those of them whose product the same customer then ordered.", sql`converted`),
  clickThroughRate: inline(estimateType, { about: "clicked / shown, with Wilson's interval of 95 %." }, (row: Sql) =>
    wilson(sql`${row}.clicked`, sql`${row}.shown`),
  ),
  conversionRate: inline(estimateType, { about: "converted / shown, with Wilson's interval of 95 %." }, (row: Sql) =>
    wilson(sql`${row}.converted`, sql`${row}.shown`),
  ),
  revenue: money(
    { about: "Net, of those orders' lines; a line is put down to what was shown last before it." },
    (row: Sql) => ({ amount: sql`${row}.revenue`, currency: shopCurrency }),
  ),
});

interface ReportArgs {
  readonly from: Date;
  readonly to: Date;
}

extendQuery<ReportArgs>("recommendationReport", {
  ...list<undefined, ReportArgs>(() => reportType, {
    about:
      "What became of the recommendations that were shown from a moment up to another: RECOMMENDATION_SHOWN and RECOMMENDATION_CLICKED touchpoints with their recommendationId, and orders. By strategy, the newest model first; empty where none was shown.",
    args: {
      from: { type: () => DateTimeScalar, about: "Shown at this moment or later.", required: true },
      to: { type: () => DateTimeScalar, about: "Shown before this moment.", required: true },
    },
    check: ({ from, to }, _viewer, path) => {
      if (from >= to) throw badUserInput("to is later than from.", [...path, "to"]);
    },
    table: (_parent, call) => reportRows(call),
    order: (row) => sql`${row}.strategy, ${row}.model_id desc nulls last`,
  }),
  roles: PEOPLE_READERS,
});

function reportRows({ args: { from, to } }: Call<ReportArgs>): Sql {
  const window = sql`make_interval(days => ${WINDOW_DAYS})`;
  const id = sql`o.recommendation_id`;
  return sql`select ${idParts.strategy(id)} as strategy, ${idParts.model(id)} as model_id, count(*)::int as shown,
      count(*) filter (where o.clicked)::int as clicked, count(o.revenue)::int as converted, coalesce(sum(o.revenue), 0) as revenue
    from (select s.customer_id, s.recommendation_id,
        exists (select from touchpoint c where c.customer_id = s.customer_id and c.type = 'RECOMMENDATION_CLICKED'
          and c.recommendation_id = s.recommendation_id and c.occurred_at >= s.at and c.occurred_at <= s.at + ${window}) as clicked,
        (select sum(l.total * p.rate * (l.quantity - l.refunded_quantity) / l.quantity)
          from customer_order p join order_line l on l.customer_id = p.customer_id and l.order_id = p.id
          where p.customer_id = s.customer_id and l.product_id = s.product_id and ${isPurchase(sql`p`)}
            and p.placed_at >= s.at and p.placed_at <= s.at + ${window} and p.placed_at < coalesce(s.again_at, 'infinity')) as revenue
      from (select f.*, lead(f.at) over (partition by f.customer_id, f.product_id order by f.at, f.recommendation_id) as again_at
        from (select t.customer_id, t.recommendation_id, min(t.occurred_at) as at, ${idParts.product(sql`t.recommendation_id`)} as product_id
          from touchpoint t where t.type = 'RECOMMENDATION_SHOWN' and ${idParts.isOne(sql`t.recommendation_id`)}
            and t.occurred_at >= ${from}::timestamptz and t.occurred_at < ${to}::timestamptz + ${window}
            and not exists (select from touchpoint e where e.customer_id = t.customer_id and e.type = 'RECOMMENDATION_SHOWN'
              and e.recommendation_id = t.recommendation_id and e.occurred_at < ${from}::timestamptz)
          group by t.customer_id, t.recommendation_id) f) s
      where s.at < ${to}::timestamptz) o
    group by 1, 2`;
}
