import { GraphQLID } from "graphql";
import { join, raw, type Sql, sql } from "../database/sql.ts";
import { badUserInput, forbidden, limitExceeded } from "../graphql/errors.ts";
import { parseId } from "../graphql/ids.ts";
import { CATALOGUE_READERS, type HasRole } from "../graphql/roles.ts";
import { Node } from "./declare.ts";
import { idOf } from "./fields.ts";
import { json, jsonList, textOf } from "./json-text.ts";
import { PAGE_LIMIT } from "./page.ts";
import { type Call, type Projection, projectionOfId } from "./projection.ts";
import { extendQuery } from "./query.ts";

/** Declares `node` and `nodes`; the id's prefix says which table is asked. */
export function declareNodeQueries(): void {
  extendQuery<{ id: string }>("node", {
    about: "The thing with this id; null where there is none.",
    nullable: true,
    roles: CATALOGUE_READERS,
    type: () => Node,
    args: { id: { type: () => GraphQLID, about: "Any id of this API.", required: true } },
    check: ({ id }, viewer) => checkNodes([id], viewer),
    sql: (_row, call) => json`${sql`(${oneOf(call, [call.args.id], (object) => object)} limit 1)`}`,
  });
  extendQuery<{ ids: readonly string[] }>("nodes", {
    about: `The things with these ids, in their order; null in the place of what is not there. At most ${PAGE_LIMIT}.`,
    roles: CATALOGUE_READERS,
    type: () => Node,
    list: "of nullable",
    args: { ids: { type: () => [GraphQLID], about: "Ids of any kinds.", required: true } },
    rows: ({ ids }) => ids.length,
    check: ({ ids }, viewer, path) => {
      if (ids.length > PAGE_LIMIT) {
        throw limitExceeded(`ids has ${ids.length} ids; at most ${PAGE_LIMIT}.`, PAGE_LIMIT, ids.length);
      }
      if (ids.length === 0) throw badUserInput("ids is empty.", [...path, "ids"]);
      checkNodes(ids, viewer);
    },
    sql: (_row, call) => {
      const { ids } = call.args;
      const found = oneOf(call, ids, (object, key) => sql`${key} as key, ${object} as item`);
      return json`${sql`(select ${textOf(jsonList(raw("f.item"), raw("w.place")))}
        from unnest(${ids.map((each) => (parseId(each) === undefined ? "" : each))}::text[]) with ordinality w (key, place) left join (${found}) f on f.key = w.key)`}`;
    },
  });
}

function checkNodes(ids: readonly string[], viewer: HasRole): void {
  for (const id of ids) {
    const node = projectionOfId(parseId(id)?.prefix ?? "")?.node;
    if (node !== undefined && !node.roles.includes(viewer.role)) {
      throw forbidden(`Ids that begin with ${node.prefix}_ are not for the role ${viewer.role}.`);
    }
  }
}

const NOTHING = raw("null::text");

/** A select for each kind of id among these, together; ids of no kind find nothing. */
function oneOf<Args>(call: Call<Args>, ids: readonly string[], selected: (object: Sql, key: Sql) => Sql): Sql {
  const byKind = new Map<Projection<never>, string[]>();
  for (const id of ids) {
    const parsed = parseId(id);
    const of = projectionOfId(parsed?.prefix ?? "");
    if (parsed !== undefined && of !== undefined) byKind.set(of, [...(byKind.get(of) ?? []), parsed.uuid]);
  }
  const selects = [...byKind].map(([of, uuids]) => selectOf(call, of, uuids, selected));
  const nothing = sql`select ${selected(NOTHING, NOTHING)} where false`;
  return selects.length === 0 ? nothing : join(selects, " union all ");
}

function selectOf<Args>(
  call: Call<Args>,
  of: Projection<never>,
  uuids: readonly string[],
  selected: (object: Sql, key: Sql) => Sql,
): Sql {
  const { node } = of;
  if (node === undefined) throw new Error(`${of.name} has no ids`);
  const row = call.alias();
  const key = idOf(node.prefix, sql`${row}.id`);
  // A type with ids is read from a row of its table.
  const object = textOf(call.object(of as Projection<unknown>, row));
  return sql`select ${selected(object, key)} from ${raw(node.table)} ${row} where ${node.where(row, uuids)}`;
}
