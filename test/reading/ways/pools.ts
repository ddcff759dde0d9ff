import { rules } from "../../segments/rules.ts";
import type { Pools } from "../operations/arguments.ts";
import type { Cursors } from "../oracle/cursors.ts";
import type { Tables } from "../oracle/tables.ts";
import { idOf } from "../oracle/things.ts";
import { day } from "./catalogue.ts";

const HEX = "0123456789abcdef0123456789abcdef";
const STRANGE_IDS = [
  "",
  "x",
  `cus_${HEX}`,
  `tpt_${HEX}`,
  `prd_${HEX}`,
  `ord_${HEX}`,
  `key_${HEX}`,
  `job_${HEX}`,
  `mdl_${HEX}`,
  `seg_${HEX}`,
  `cmp_${HEX}`,
  `prd_${HEX.toUpperCase()}`,
];

/** What operations can ask this shop for: much that is there, and some that is not. */
export function poolsOf(tables: Tables, cursors: Cursors): Pools {
  const ids = (prefix: string, rows: readonly { readonly id: string }[]) => rows.map(({ id }) => idOf(prefix, id));
  const few = <Value>(values: readonly Value[], step: number): Value[] =>
    values.filter((_, index) => index % step === 0);
  const known = tables.identities.filter(({ kind }) => kind === "USER_ID").map(({ customer_id: id }) => ({ id }));
  const launched = tables.campaigns.filter(({ assigned_at }) => assigned_at !== null);
  return {
    cursors: cursors.all(),
    ids: [
      ...ids("cus", tables.customers),
      ...ids("cus", Array.from({ length: 8 }, () => known).flat()), // those who have done the most
      ...ids("ord", tables.orders),
      ...ids("prd", tables.products),
      ...ids("tpt", few(tables.touchpoints, 4)),
      ...ids("job", tables.jobs),
      ...ids("mdl", tables.models),
      ...ids("seg", tables.segments),
      ...ids("cmp", tables.campaigns),
      ...ids("cmp", Array.from({ length: 3 }, () => launched).flat()),
      ...STRANGE_IDS,
    ],
    identities: [
      ...tables.identities.map(({ kind, value }) => ({ kind, value })),
      { kind: "EMAIL", value: " ADA@example.COM " },
      { kind: "EMAIL", value: "not an address" },
      { kind: "ANONYMOUS_ID", value: "nobody" },
      { kind: "ANONYMOUS_ID", value: " visitor " },
      { kind: "USER_ID", value: "visitor" },
    ],
    skus: [...few(tables.products, 3).map(({ sku }) => sku), "mug", "", "SKU-01"],
    categories: ["Home", "Home > Kitchen", "Homeware", "Hom", "100% _odd\\", "%", "Home > ", "home", ""],
    segmentKeys: [...tables.segments.map(({ key }) => key), "", "nothing"],
    rules: rules({
      segments: [...ids("seg", tables.segments), `seg_${HEX}`],
      products: ids("prd", tables.products),
      categories: ["Home", "Home > Kitchen", "Homeware"],
      moments: ["2026-06-01T02:00:00+02:00", "2026-06-15T12:00:00Z"],
      types: [...new Set(tables.touchpoints.map(({ type }) => type))],
    }),
    brands: ["ACME", "Ørsted", "Home", "acme", ""],
    searches: [
      "ada",
      "LOVE",
      "Åsa",
      "å",
      "%",
      "100% _pure\\",
      " bob ",
      "visit",
      "plain-0",
      ...known.flatMap(({ id }) => [idOf("cus", id), id.slice(-9)]),
      "example.com",
      "Mug",
      'é"',
      "sku-1",
      "ext_1%",
      "😀",
      "kelvinK",
      "ØRSTED",
      "  ",
    ],
    moments: [-365, -100, -50, -7, -2.5, -1, 0]
      .map((days) => day(days))
      .concat(day(-50, 1), day(30), "2026-06-01T02:00:00+02:00"),
  };
}
