import { readFileSync } from "node:fs";
import type { TypePolicies } from "@apollo/client";
import {
  buildSchema,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from "graphql";
import { beforeAll, expect, test } from "vitest";
import { aFrontEnd } from "./front-end.ts";

const page = readFileSync("docs/clients.md", "utf8");
const schema = buildSchema(readFileSync("schema.graphql", "utf8"));
const types = Object.values(schema.getTypeMap());
const objects = types.filter(isObjectType).filter(({ name }) => !name.startsWith("__") && name !== "Mutation");

const PAGING = ["first", "after", "last", "before"];

let typePolicies: TypePolicies;
let possibleTypes: Record<string, string[]>;

beforeAll(async () => {
  const frontEnd = await aFrontEnd("Apollo Client");
  frontEnd.run("node", "possible-types.mjs");
  ({ possibleTypes } = await frontEnd.load<{ possibleTypes: typeof possibleTypes }>("src/possible-types.ts"));
  ({ typePolicies } = await frontEnd.load<{ typePolicies: TypePolicies }>("src/apollo.ts"));
  await frontEnd.remove();
});

const fieldsOf = (type: GraphQLObjectType) => Object.values(type.getFields());
const isConnection = (name: string): boolean => name.endsWith("Connection");

test("every list that is paged is kept by its own arguments, and by no more", () => {
  const paged = objects.flatMap((type) =>
    fieldsOf(type)
      .filter((field) => isConnection(getNamedType(field.type).name))
      .map(({ name, args }): [string, string[]] => [
        `${type.name}.${name}`,
        args.map((arg) => arg.name).filter((arg) => !PAGING.includes(arg)),
      ]),
  );

  const kept = Object.entries(typePolicies).flatMap(([type, { fields = {} }]) =>
    Object.entries(fields).map(([name, policy]): [string, unknown] => [`${type}.${name}`, keyArgsOf(policy)]),
  );

  expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(paged));
});

function keyArgsOf(policy: unknown): unknown {
  if (typeof policy !== "object" || policy === null || !("keyArgs" in policy)) return undefined;
  return policy.keyArgs === false ? [] : policy.keyArgs;
}

test("every thing without an id that is read in parts is joined, or is the only one of its kind", () => {
  const single = objects
    .filter(({ name }) => !isConnection(name) && !name.endsWith("Edge") && !name.endsWith("Payload"))
    .flatMap(fieldsOf)
    .filter(({ type }) => !isListType(getNullableType(type)))
    .map(({ type }) => getNamedType(type))
    .filter(isObjectType)
    .filter((type) => type.getFields()["id"] === undefined && !isConnection(type.name));

  const joined = Object.entries(typePolicies).filter(
    ([, { merge, keyFields }]) => merge === true || keyFields !== undefined,
  );

  expect(joined.map(([name]) => name).sort()).toEqual([...new Set(single.map(({ name }) => name))].sort());
});

test("every interface stands for the types that implement it", () => {
  const implementing = objects.flatMap((type) => type.getInterfaces().map(({ name }) => `${name}: ${type.name}`));

  const written = Object.entries(possibleTypes).flatMap(([name, names]) => names.map((each) => `${name}: ${each}`));

  expect(written.sort()).toEqual(implementing.sort());
});

test("the page names every type that has an id", () => {
  const [, named = ""] = /((?:`\w+`(?:,| and)?\s+)+)have one;/.exec(page) ?? [];

  expect([...named.matchAll(/\w+(?=`)/g)].map(([name]) => name).sort()).toEqual(
    [...(possibleTypes["Node"] ?? [])].sort(),
  );
});

test("the page's table has every scalar of the schema's own", () => {
  const rows = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);

  const scalars = types.filter(isScalarType).filter((type) => !isSpecifiedScalarType(type));

  expect(rows.sort()).toEqual(scalars.map(({ name }) => name).sort());
});
