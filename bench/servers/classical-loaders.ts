import DataLoader from "dataloader";
import { type DataSource, type EntityTarget, In, type ObjectLiteral } from "typeorm";
import { Identity } from "../../src/customers/index.ts";
import { CustomerOrder, OrderLine } from "../../src/orders/index.ts";
import { CompetitorOffer, PricePoint, Product } from "../../src/products/index.ts";
import { CustomerChannel, CustomerProfile } from "../../src/profiles/index.ts";
import { Segment, SegmentMembership } from "../../src/segments/index.ts";
import { Shop } from "../../src/shop/index.ts";
import { Touchpoint } from "../../src/touchpoints/index.ts";

export type Loaders = ReturnType<typeof makeLoaders>;

/** What one request reads, gathered by what it belongs to: one statement for each kind of thing. */
export function makeLoaders(dataSource: DataSource) {
  const { manager } = dataSource;
  const many = <Row extends ObjectLiteral>(of: EntityTarget<Row>, key: keyof Row & string, order: object) =>
    new DataLoader<string, Row[]>(async (ids) => {
      const rows = await manager.getRepository(of).find({ where: { [key]: In(ids) } as never, order });
      return shared(ids, rows, (row) => String(row[key]));
    });
  const newest = <Row extends ObjectLiteral>(of: EntityTarget<Row>, list: NewestOf) => {
    const bySize = new Map<number, DataLoader<string, Row[]>>();
    return (size: number, customerId: string): Promise<Row[]> => {
      const loader = bySize.get(size) ?? newestOfEach(dataSource, of, list, size);
      bySize.set(size, loader);
      return loader.load(customerId);
    };
  };
  let currency: Promise<string> | undefined;
  return {
    currency: () => {
      currency ??= manager
        .getRepository(Shop)
        .findOneByOrFail({ id: 1 })
        .then((shop) => shop.currency);
      return currency;
    },
    products: new DataLoader<string, Product | undefined>(async (ids) => {
      const found = await manager.getRepository(Product).findBy({ id: In(ids) });
      const byId = new Map(found.map((product) => [product.id, product]));
      return ids.map((id) => byId.get(id));
    }),
    identities: many(Identity, "customerId", { kind: "ASC", value: "ASC" }),
    profiles: many(CustomerProfile, "customerId", {}),
    channels: many(CustomerChannel, "customerId", { touchpoints: "DESC", channel: "ASC" }),
    prices: many(PricePoint, "productId", { validFrom: "DESC" }),
    offers: many(CompetitorOffer, "productId", { competitor: "ASC", observedAt: "DESC" }),
    segments: new DataLoader<string, Segment[]>(async (ids) => {
      const members = await manager.getRepository(SegmentMembership).findBy({ customerId: In(ids) });
      const found = await manager
        .getRepository(Segment)
        .find({ where: { id: In(members.map(({ segmentId }) => segmentId)) }, order: { key: "ASC" } });
      return ids.map((id) => {
        const of = new Set(members.filter(({ customerId }) => customerId === id).map(({ segmentId }) => segmentId));
        return found.filter((segment) => of.has(segment.id));
      });
    }),
    lines: new DataLoader(
      async (orders: readonly CustomerOrder[]) => {
        // The index begins with the customer.
        const where = {
          customerId: In(orders.map(({ customerId }) => customerId)),
          orderId: In(orders.map(({ id }) => id)),
        };
        const rows = await manager.getRepository(OrderLine).find({ where, order: { lineNumber: "ASC" } });
        return shared(
          orders.map(({ id }) => id),
          rows,
          ({ orderId }) => orderId,
        );
      },
      { cacheKeyFn: ({ id }) => id },
    ),
    touchpoints: newest(Touchpoint, {
      table: "touchpoint",
      keys: ["customer_id", "occurred_at", "id"],
      time: "occurredAt",
    }),
    orders: newest(CustomerOrder, {
      table: "customer_order",
      keys: ["customer_id", "placed_at", "id"],
      time: "placedAt",
    }),
  };
}

interface NewestOf {
  readonly table: string;
  readonly keys: readonly [customer: string, time: string, id: string];
  readonly time: string;
}

/** The newest rows of each customer, and no others: the lateral join finds their keys by an index. */
function newestOfEach<Row extends ObjectLiteral>(
  dataSource: DataSource,
  of: EntityTarget<Row>,
  { table, keys, time }: NewestOf,
  size: number,
): DataLoader<string, Row[]> {
  return new DataLoader<string, Row[]>(async (ids) => {
    const [customer, moment] = keys;
    const rows = await dataSource
      .getRepository(of)
      .createQueryBuilder("t")
      .where(
        `(${keys.map((key) => `t.${key}`).join(", ")}) in (select n.* from unnest(:ids::uuid[]) c (id) cross join lateral (
          select ${keys.join(", ")} from ${table} where ${customer} = c.id order by ${moment} desc, id desc limit :size) n)`,
        { ids, size },
      )
      .orderBy(`t.${time}`, "DESC")
      .addOrderBy("t.id", "DESC")
      .getMany();
    return shared(ids, rows, (row) => String(row["customerId"]));
  });
}

function shared<Row>(ids: readonly string[], rows: readonly Row[], keyOf: (row: Row) => string): Row[][] {
  const byKey = new Map<string, Row[]>(ids.map((id) => [id, []]));
  for (const row of rows) byKey.get(keyOf(row))?.push(row);
  return ids.map((id) => byKey.get(id) ?? []);
}
