import { Arg, Extensions, Field, InterfaceType, ObjectType } from "type-graphql";
import type { Role } from "../graphql/roles.ts";
import { IdScalar } from "../graphql/scalars.ts";
import type { ArgSpec, DeclaredField } from "./projection.ts";

/** Whatever has an id of its own and can be fetched again by it. */
@InterfaceType("Node", { description: "Whatever has an id of its own and can be fetched again by it (Relay)." })
export abstract class Node {
  @Field(() => IdScalar, { description: "Opaque, globally unique, and carrying its type." })
  id!: string;
}

/** TypeGraphQL's decorators called as functions: a class made at run time becomes a type of the schema. */
export function declareType(
  name: string,
  description: string,
  roles: readonly Role[],
  isNode: boolean,
): new () => object {
  const type = { [name]: class {} }[name] as new () => object;
  ObjectType(name, isNode ? { description, implements: Node } : { description })(type);
  Extensions({ roles })(type);
  return type;
}

export function declareField<Row>(type: new () => object, name: string, spec: DeclaredField<Row>): void {
  const { about: description, nullable = false, list = false } = spec;
  const target: unknown = type.prototype;
  const prototype = target as object;
  const args = Object.entries(spec.args ?? {});
  args.forEach(([argName, arg], index) => {
    Arg(argName, arg.type as () => never, argOptions(arg))(prototype, name, index);
  });
  const returned = (): never => (list === false ? spec.type() : [spec.type()]) as never;
  const method = args.length === 0 ? undefined : { value: () => undefined };
  Field(returned, { description, nullable: list === "of nullable" ? "items" : nullable })(
    prototype,
    name,
    method as never,
  );
  if (spec.roles !== undefined) Extensions({ roles: spec.roles })(prototype, name, undefined as never);
}

export function argOptions(arg: ArgSpec<unknown>): { description: string; nullable: boolean; defaultValue?: unknown } {
  const nullable = arg.required !== true;
  const { about: description, defaultValue } = arg;
  return { description, nullable, ...(defaultValue === undefined ? {} : { defaultValue }) };
}
