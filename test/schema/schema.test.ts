import "reflect-metadata";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  astFromValue,
  buildSchema,
  type ConstDirectiveNode,
  type DefinitionNode,
  extendSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  parse,
  print,
  type ValueNode,
} from "graphql";
import { expect, test } from "vitest";
import { rolesOf } from "../../src/reading/index.ts";
import { makeSchema, printed } from "../../src/schema.ts";

const SCHEMA = makeSchema();
const CONTRACT = await readFile(join(import.meta.dirname, "contract.graphql"), "utf8");

/** Every element of a schema by its path, as a client would name it: Product.priceHistory(since). */
interface Element {
  readonly path: string;
  readonly description: string | null | undefined;
  /** What it is given or gives; undefined for a type and an enum's value. */
  readonly type: GraphQLType | undefined;
}

type Parameter = GraphQLArgument | GraphQLInputField;

const typesOf = (schema: GraphQLSchema): GraphQLNamedType[] =>
  Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith("__") && !isSpecifiedScalarType(type));

const elementsOf = (schema: GraphQLSchema): Element[] =>
  typesOf(schema).flatMap((type) => [
    { path: type.name, description: type.description, type: undefined },
    ...membersOf(type),
  ]);

function membersOf(type: GraphQLNamedType): Element[] {
  if (isEnumType(type)) {
    return type
      .getValues()
      .map(({ name, description }) => ({ path: `${type.name}.${name}`, description, type: undefined }));
  }
  if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => elementOf(type.name, field));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    elementOf(type.name, field),
    ...field.args.map((arg) => elementOf(`${type.name}.${field.name}`, arg)),
  ]);
}

const elementOf = (
  owner: string,
  { name, description, type }: GraphQLField<unknown, unknown> | Parameter,
): Element => ({ path: `${owner}.${name}`, description, type });

const ROOTS = new Set(["Query", "Mutation", "Subscription"]); // TypeGraphQL has no place to describe these

const undescribed = (schema: GraphQLSchema): string[] =>
  elementsOf(schema)
    .filter(({ path, description }) => !ROOTS.has(path) && (description ?? "").trim() === "")
    .map(({ path }) => path);

/** `nodes` answers null in the place of what is not there (Relay); no other list has holes. */
const listsWithHoles = (schema: GraphQLSchema): string[] =>
  elementsOf(schema)
    .filter(({ path, type }) => path !== "Query.nodes" && type !== undefined && hasHoles(type))
    .map(({ path }) => path);

function hasHoles(type: GraphQLType): boolean {
  if (isNonNullType(type)) return hasHoles(type.ofType);
  return isListType(type) && (!isNonNullType(type.ofType) || hasHoles(type.ofType));
}

const oddMutations = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(({ name, args, type }) => [
    ...(takesOneInput(args) ? [] : [`${name} does not take exactly one argument input: XInput!`]),
    ...(refusesByUserErrors(type) ? [] : [`${name} gives no payload with userErrors: [UserError!]!`]),
  ]);

function takesOneInput([input, ...others]: readonly GraphQLArgument[]): boolean {
  if (input === undefined || others.length > 0 || input.name !== "input" || !isNonNullType(input.type)) return false;
  return isInputObjectType(input.type.ofType) && input.type.ofType.name.endsWith("Input");
}

function refusesByUserErrors(type: GraphQLOutputType): boolean {
  if (!isNonNullType(type) || !isObjectType(type.ofType)) return false;
  return String(type.ofType.getFields()["userErrors"]?.type) === "[UserError!]!";
}

const withoutRoles = (schema: GraphQLSchema): string[] =>
  typesOf(schema)
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => rolesOf(type, field).length === 0)
        .map((field) => `${type.name}.${field.name}`),
    );

test("everything in the schema is described", () => {
  expect(undescribed(SCHEMA)).toEqual([]);
});

test("what is not described is found wherever it is", () => {
  const schema = buildSchema(`
    type Query { "It is." a("It is." b: Int, c: Int): Int d: D }
    type D { "It is." e: E }
    "It is." enum E { F "It is." G }
    "It is." input H { i: Int }
    scalar J`);

  expect(undescribed(schema)).toEqual(["Query.a.c", "Query.d", "D", "E.F", "H.i", "J"]);
});

test("no list but nodes has items that may be null", () => {
  expect(listsWithHoles(SCHEMA)).toEqual([]);
});

test("a list with holes is found in answers, arguments and inputs", () => {
  const schema = buildSchema(`
    type Query { nodes: [Int]! a: [Int] b(c: [Int!], d: [[Int]!]): [Int!]! }
    input E { f: [Int]! g: [Int!] }`);

  expect(listsWithHoles(schema)).toEqual(["Query.a", "Query.b.d", "E.f"]);
});

test("every mutation takes one input and gives a payload with userErrors", () => {
  expect(oddMutations(SCHEMA)).toEqual([]);
});

test("a mutation of another form is found", () => {
  const schema = buildSchema(`
    type Query { a: Int }
    interface UserError { code: Int }
    input AInput { a: Int }
    input Given { a: Int }
    type APayload { userErrors: [UserError!]! }
    type BPayload { userErrors: [UserError!] }
    type Mutation {
      fine(input: AInput!): APayload!
      optional(input: AInput): APayload!
      two(input: AInput!, more: Int): APayload!
      named(given: AInput!): APayload!
      other(input: Given!): APayload!
      nullable(input: AInput!): APayload
      silent(input: AInput!): BPayload!
    }`);

  const odd = oddMutations(schema).map((sentence) => sentence.split(" ")[0]);

  expect(odd).toEqual(["optional", "two", "named", "other", "nullable", "silent"]);
});

test("every field of an object says which roles may read it", () => {
  expect(withoutRoles(SCHEMA)).toEqual([]);
});

test("a field that somebody adds without roles is found", () => {
  const schema = extendSchema(SCHEMA, parse("type Stray { a: Int } extend type Query { stray: Stray! }"));

  expect(withoutRoles(schema)).toEqual(expect.arrayContaining(["Stray.a"]));
});

test("schema.graphql is what the code makes", async () => {
  const kept = await readFile(join(import.meta.dirname, "../../schema.graphql"), "utf8");

  expect(kept).toBe(printed(SCHEMA));
});

/** Where a schema names what the contract names, but gives it another shape. What it does not name is to come. */
function breaches(schema: GraphQLSchema, contract: string): string[] {
  const { definitions } = parse(contract);
  const known = new Set(
    definitions.flatMap((definition) => ("name" in definition ? (definition.name?.value ?? []) : [])),
  );
  return [
    ...definitions.flatMap((definition) => breachesOf(schema, definition)),
    ...typesOf(schema).flatMap((type) => (known.has(type.name) ? [] : breachesOfConnection(schema, type))),
  ];
}

function breachesOf(schema: GraphQLSchema, definition: DefinitionNode): string[] {
  const type =
    "name" in definition && definition.name !== undefined ? schema.getType(definition.name.value) : undefined;
  if (type === undefined) return [];
  const kind = kindOf(type);
  if (kind !== definition.kind) return [`${type.name} is a ${kind}, in the contract a ${definition.kind}`];
  const is = shapeOf(type);
  const breached = [...shapeIn(definition)].flatMap(([path, wanted]) => compare(path, is.get(path), wanted));
  return [...breached, ...additionsThatBreak(type, definition)];
}

const compare = (path: string, is: string | undefined, wanted: string): string[] =>
  is === undefined || is === wanted ? [] : [`${path} is ${is}, in the contract ${wanted}`];

function kindOf(type: GraphQLNamedType): string {
  if (isScalarType(type)) return Kind.SCALAR_TYPE_DEFINITION;
  if (isObjectType(type)) return Kind.OBJECT_TYPE_DEFINITION;
  if (isInterfaceType(type)) return Kind.INTERFACE_TYPE_DEFINITION;
  if (isEnumType(type)) return Kind.ENUM_TYPE_DEFINITION;
  return isInputObjectType(type) ? Kind.INPUT_OBJECT_TYPE_DEFINITION : Kind.UNION_TYPE_DEFINITION;
}

type Shape = ReadonlyMap<string, string>;

/** path -> type and default, for each element of a type of the schema. */
function shapeOf(type: GraphQLNamedType): Shape {
  const shape: [string, string][] = [];
  const parameter = (owner: string, { name, type: of, defaultValue }: Parameter): void => {
    shape.push([`${owner}.${name}`, withDefault(String(of), defaultOf(of, defaultValue))]);
  };
  if (isInputObjectType(type)) {
    shape.push([`${type.name} @oneOf`, String(type.isOneOf)]);
    for (const field of Object.values(type.getFields())) parameter(type.name, field);
  } else if (isObjectType(type) || isInterfaceType(type)) {
    const implemented = type.getInterfaces().map(({ name }) => name);
    shape.push([`${type.name} implements`, implemented.sort().join(" & ")]);
    for (const { name, type: of, args } of Object.values(type.getFields())) {
      shape.push([`${type.name}.${name}`, String(of)]);
      for (const arg of args) parameter(`${type.name}.${name}`, arg);
    }
  }
  return new Map(shape);
}

/** The same of a definition of the contract. */
function shapeIn(definition: DefinitionNode): Shape {
  const shape: [string, string][] = [];
  if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    const owner = definition.name.value;
    shape.push([`${owner} @oneOf`, String(isOneOf(definition.directives ?? []))]);
    for (const { name, type, defaultValue } of definition.fields ?? []) {
      shape.push([`${owner}.${name.value}`, withDefault(print(type), defaultValue)]);
    }
  } else if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
    const owner = definition.name.value;
    const implemented = (definition.interfaces ?? []).map(({ name }) => name.value);
    shape.push([`${owner} implements`, implemented.sort().join(" & ")]);
    for (const { name, type, arguments: args } of definition.fields ?? []) {
      const path = `${owner}.${name.value}`;
      shape.push([path, print(type)]);
      for (const arg of args ?? []) {
        shape.push([`${path}.${arg.name.value}`, withDefault(print(arg.type), arg.defaultValue)]);
      }
    }
  }
  return new Map(shape);
}

const isOneOf = (directives: readonly ConstDirectiveNode[]): boolean =>
  directives.some(({ name }) => name.value === "oneOf");

const withDefault = (type: string, value: ValueNode | undefined): string =>
  value === undefined ? type : `${type} = ${print(value)}`;

function defaultOf(type: Parameter["type"], value: unknown): ValueNode | undefined {
  return value === undefined ? undefined : (astFromValue(value, type) ?? undefined);
}

/** What the contract does not name may come on top, unless an answer or request of today's clients would break by it. */
function additionsThatBreak(type: GraphQLNamedType, definition: DefinitionNode): string[] {
  if (isEnumType(type) && definition.kind === Kind.ENUM_TYPE_DEFINITION) {
    const values = new Set(definition.values?.map(({ name }) => name.value));
    return type
      .getValues()
      .filter(({ name }) => !values.has(name))
      .map(({ name }) => `${type.name}.${name} is no value of the contract`);
  }
  const named = shapeIn(definition);
  return elementsOfType(type)
    .filter(
      ([path, parameter]) => !named.has(path) && isNonNullType(parameter.type) && parameter.defaultValue === undefined,
    )
    .map(([path]) => `${path} is required, and not in the contract`);
}

function elementsOfType(type: GraphQLNamedType): [string, Parameter][] {
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field]);
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ name, args }) =>
    args.map((arg): [string, Parameter] => [`${type.name}.${name}.${arg.name}`, arg]),
  );
}

/** The contract implies its connections: they all have the one form. */
function breachesOfConnection(schema: GraphQLSchema, type: GraphQLNamedType): string[] {
  const [, node] = /^(.+)Connection$/.exec(type.name) ?? [];
  if (node === undefined || schema.getType(node) === undefined) return [];
  const form = `
    type ${node}Connection { edges: [${node}Edge!]! nodes: [${node}!]! pageInfo: PageInfo! totalCount: Int! }
    type ${node}Edge { cursor: String! node: ${node}! }`;
  const wanted = parse(form).definitions;
  const missing = wanted.flatMap((definition) => {
    const made =
      "name" in definition && definition.name !== undefined ? schema.getType(definition.name.value) : undefined;
    const is: Shape = made === undefined ? new Map() : shapeOf(made);
    return [...shapeIn(definition).keys()].filter((path) => !is.has(path)).map((path) => `${path} is missing`);
  });
  return [...missing, ...wanted.flatMap((definition) => breachesOf(schema, definition))];
}

test("what the contract names has the shape it has there", () => {
  expect(breaches(SCHEMA, CONTRACT)).toEqual([]);
});

test("a schema as the contract writes it breaks nothing, and one that says nothing of it either", () => {
  const contract = `
    type Query { a(b: Float = 0, c: E = F): [T!]! }
    enum E { F G }
    type T implements N { id: ID! }
    interface N { id: ID! }
    input I @oneOf { a: Int b: String }`;

  expect(breaches(buildSchema(contract), contract)).toEqual([]);
  expect(breaches(buildSchema("type Query { z: Int }"), contract)).toEqual([]);
});

test("another shape than the contract's is told, element by element", () => {
  const contract = `
    type Query { a(b: Int = 10, c: E): [T!]! d: D }
    enum E { F G }
    type T implements N { id: ID! t: Int }
    interface N { id: ID! }
    scalar D
    input I { a: Int b: String! = "api" }
    input O @oneOf { a: Int }`;
  const schema = buildSchema(`
    type Query { a(b: Int = 20, c: E!, more: Int!, most: Int! = 1): [T!] d: D }
    enum E { F H }
    type T { id: ID }
    type D { z: Int }
    input I { a: Float b: String! c: Int! d: Int }
    input O { a: Int }`);

  expect(breaches(schema, contract)).toEqual([
    "Query.a is [T!], in the contract [T!]!",
    "Query.a.b is Int = 20, in the contract Int = 10",
    "Query.a.c is E!, in the contract E",
    "Query.a.more is required, and not in the contract",
    "E.H is no value of the contract",
    "T implements is , in the contract N",
    "T.id is ID, in the contract ID!",
    "D is a ObjectTypeDefinition, in the contract a ScalarTypeDefinition",
    "I.a is Float, in the contract Int",
    'I.b is String!, in the contract String! = "api"',
    "I.c is required, and not in the contract",
    "O @oneOf is false, in the contract true",
  ]);
});

test("a connection of another form than all others is told", () => {
  const schema = buildSchema(`
    type Query { ts: TConnection! }
    type T { a: Int }
    type TEdge { node: T! cursor: String }
    type TConnection { edges: [TEdge!]! nodes: [T]! pageInfo: Int! }`);

  expect(breaches(schema, "scalar Z")).toEqual([
    "TConnection.totalCount is missing",
    "TConnection.nodes is [T]!, in the contract [T!]!",
    "TConnection.pageInfo is Int!, in the contract PageInfo!",
    "TEdge.cursor is String, in the contract String!",
  ]);
});
