import { Arg, Extensions, Query, Resolver } from "type-graphql";
import { CATALOGUE_READERS } from "../graphql/roles.ts";
import { argOptions } from "./declare.ts";
import type { DeclaredField, FieldSpec, Projection } from "./projection.ts";

/** The roots of reading: `Query` is one more projection, of no row. */
class QueryReadings {}
Resolver()(QueryReadings);

export const query: Projection<undefined> = {
  name: "Query",
  type: QueryReadings,
  roles: CATALOGUE_READERS,
  fields: new Map(),
};

export const queryResolvers = QueryReadings;

/** Declares a root field; who may ask it is always said. */
export function extendQuery<Args>(
  name: string,
  spec: FieldSpec<undefined, Args> & { readonly roles: NonNullable<FieldSpec<undefined>["roles"]> },
): void {
  if (query.fields.has(name)) throw new Error(`the field Query.${name} is declared twice`);
  const declared = spec as DeclaredField<undefined>;
  query.fields.set(name, declared);
  const target: unknown = QueryReadings.prototype;
  const prototype = target as object;
  // The method stands in for the field's resolver, which `attachReadings` puts in its place.
  Object.defineProperty(prototype, name, { value: () => undefined });
  Object.entries(declared.args ?? {}).forEach(([argName, arg], index) => {
    Arg(argName, arg.type as () => never, argOptions(arg))(prototype, name, index);
  });
  const { about: description, nullable = false, list = false } = spec;
  const returned = (): never => (list === false ? spec.type() : [spec.type()]) as never;
  Query(returned, { description, nullable: list === "of nullable" ? "items" : nullable })(
    prototype,
    name,
    undefined as never,
  );
  Extensions({ roles: spec.roles })(prototype, name, undefined as never);
}
