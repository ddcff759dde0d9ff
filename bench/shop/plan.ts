import { BEGIN, type Sizes, UNTIL } from "./sizes.ts";

/** A statement that writes a part of the shop. */
export interface Step {
  readonly about: string;
  readonly text: string;
}

export const at = (moment: Date): string => `'${moment.toISOString()}'::timestamptz`;
const TIME = `(${at(UNTIL)} - ${at(BEGIN)})`;

/** Numbers that look random and are the same each time, and ids as the program makes them. */
const FUNCTIONS = `
  create function pg_temp.chance(number bigint, salt bigint) returns float8 language sql immutable
    return (hashint8extended(number, salt) & 2147483647) / 2147483648.0::float8;
  create function pg_temp.pick(list text[], number bigint, salt bigint) returns text language sql immutable
    return list[1 + floor(pg_temp.chance(number, salt) * cardinality(list))::int];
  create function pg_temp.digits(key text) returns text language sql immutable
    return substr(encode(sha256(convert_to(key, 'UTF8')), 'hex'), 1, 32);
  create function pg_temp.uuid_of(moment timestamptz, digits text) returns uuid language sql immutable
    return (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '7' || substr(digits, 14, 3)
      || to_hex(8 | ((strpos('0123456789abcdef', substr(digits, 17, 1)) - 1) & 3)) || substr(digits, 18))::uuid;
  create function pg_temp.uuid_at(moment timestamptz, key text) returns uuid language sql immutable
    return pg_temp.uuid_of(moment, pg_temp.digits(key));`;

const CATEGORIES = ["Kitchen", "Garden", "Toys", "Stationery", "Candles", "Bags", "Lamps", "Christmas"];
const texts = (list: readonly string[]): string => `array[${list.map((each) => `'${each}'`).join(", ")}]`;

/** Who and what there is, before anything has happened: tables of this session alone, by number. */
export function plan({ customers, touchpoints, products }: Sizes): Step[] {
  return [
    { about: "functions", text: FUNCTIONS },
    {
      about: "goods",
      text: `create temp table goods as
        select n as number, pg_temp.uuid_at(${at(BEGIN)}, 'product ' || n) as id, 'sku-' || lpad(n::text, 6, '0') as sku,
          round((2 + 98 * pg_temp.chance(n, 1))::numeric, 2) as price,
          pg_temp.pick(${texts(CATEGORIES)}, n, 2) || ' > ' || pg_temp.pick(array['Plain', 'Fancy', 'Gift'], n, 3) as category,
          'Brand ' || floor(50 * pg_temp.chance(n, 4)) as brand
        from generate_series(0, ${products - 1}) n`,
    },
    {
      about: "persons",
      text: `create temp table person as
        select n as number, first_seen_at, pg_temp.uuid_at(first_seen_at, 'customer ' || n) as id
        from (select n, date_trunc('milliseconds', ${at(BEGIN)} + 0.98 * pg_temp.chance(n, 5) * ${TIME}) as first_seen_at
              from generate_series(0, ${customers - 1}) n) seen`,
    },
    { about: "persons by number", text: "alter table person add primary key (number)" },
    {
      // Everyone has one touchpoint; of the others most are of the few who come often.
      about: "events",
      text: `create temp table event as
        select n as number, p.id as customer_id, p.number as person, moment, 'message-' || n as message_id, type,
          pg_temp.uuid_at(moment, 'message-' || n) as id, p.first_seen_at = moment as first,
          pg_temp.pick(array['WEB', 'WEB', 'WEB', 'MOBILE_APP', 'MOBILE_APP', 'EMAIL', 'SOCIAL', 'IN_STORE'], n, 9) as channel,
          case when type like 'PRODUCT%' then floor(${products} * power(pg_temp.chance(n, 10), 2))::int end as goods
        from (select n, case when n < ${customers} then n else floor(${customers} * power(pg_temp.chance(n, 6), 2))::int end as person
              from generate_series(0, ${touchpoints - 1}) n) whose
        join person p on p.number = whose.person
        cross join lateral (select case when n < ${customers} then p.first_seen_at else date_trunc('milliseconds',
          p.first_seen_at + pg_temp.chance(n, 7) * (${at(UNTIL)} - p.first_seen_at)) end as moment) times
        cross join lateral (select pg_temp.chance(n, 8) as chance) draw
        cross join lateral (select case when chance < .12 then 'ORDER_COMPLETED' when chance < .20 then 'PAGE_VIEWED'
          when chance < .26 then 'SEARCHED' when chance < .75 then 'PRODUCT_VIEWED' when chance < .88 then 'PRODUCT_CLICKED'
          else 'PRODUCT_ADDED' end as type) kinds`,
    },
    {
      about: "what was bought",
      text: `create temp table bought as
        select e.number as event, line, g.id as product_id, g.category, g.brand, g.price as unit_price,
          1 + floor(3 * pg_temp.chance(e.number, 20 + line))::int as quantity
        from event e
        cross join lateral generate_series(1, 1 + floor(4 * pg_temp.chance(e.number, 11))::int) line
        join goods g on g.number = floor(${products} * power(pg_temp.chance(e.number, 30 + line), 2))
        where e.type = 'ORDER_COMPLETED'`,
    },
    { about: "statistics of the plan", text: "analyze goods, person, event, bought" },
  ];
}
