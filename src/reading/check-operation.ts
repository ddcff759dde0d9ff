import {
  type ASTNode,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  type OperationDefinitionNode,
} from "graphql";
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
import { badUserInput, DEEPEST, forbidden, limitExceeded } from "../graphql/errors.ts";
import type { Role, Viewer } from "../graphql/roles.ts";
import type { Operation, SelectedFields } from "./compile.ts";
import { introspectionField, introspectionRows } from "./introspection.ts";
import { projectionNamed } from "./projection.ts";
import { query } from "./query.ts";
import { isStill, OfStillSelections } from "./still.ts";
import { sentWhole, type Variables } from "./variables.ts";

type Path = readonly (string | number)[];
type Checked = Omit<Operation, "reader"> & { readonly viewer: Viewer; readonly given: Variables };
type Walk = Checked & { readonly count: { fields: number; rows: number } };

/** More than any page needs; beyond it a few lines of nested fragments would ask for millions of fields. */
const MOST_FIELDS = 5_000;
/** Each alias of a field is the field's work once more, such as the count of a whole table. */
const MOST_ALIASES = 100;
/** Nested pages multiply: three of a hundred are a million rows, and an answer nobody reads. */
const MOST_ROWS = 100_000;

/**
 * Holds a whole operation against who may read and do what, and against the limits of its arguments, before any of it
 * runs. Throws the first thing that is not allowed.
 */
export function checkOperation(operation: Checked, definition: OperationDefinitionNode): void {
  const { schema, fragments, variables } = operation;
  const root = schema.getRootType(definition.operation);
  if (root === undefined || root === null) throw badUserInput(`This API has no ${definition.operation}s.`, []);
  asked(definition, () => {
    const selected = collectFields(schema, fragments, variables, root, definition.selectionSet);
    checkFields({ ...operation, count: { fields: 0, rows: 0 } }, root, selected, [], 1);
  });
}

function checkFields(
  operation: Walk,
  type: GraphQLObjectType,
  selected: SelectedFields,
  path: Path,
  parents: number,
): void {
  checkAliases(selected);
  for (const [key, nodes] of selected) {
    const [node] = nodes;
    if (node === undefined) continue;
    const introspected = introspectionField(type, node.name.value);
    const field = introspected ?? type.getFields()[node.name.value];
    if (field === undefined) continue; // __typename
    const place = [operation.viewer.role, type.name, path.length].join(" ");
    const still = nodes.length === 1 && isStill(node, operation.fragments);
    if (still && addKnown(operation.count, stillCounts.get(node, place), parents)) continue;
    const before = { ...operation.count };
    checkSize(operation.count, path.length + 1);
    const own =
      introspected === undefined
        ? checkField(operation, type, field, node, [...path, key])
        : checkIntrospection(operation, introspected, node);
    const rows = parents * own;
    checkRows(operation.count, rows > parents ? rows : 0);
    for (const inner of possibleTypes(operation.schema, field)) {
      const { schema, fragments, variables } = operation;
      checkFields(operation, inner, collectSubfields(schema, fragments, variables, inner, nodes), [...path, key], rows);
    }
    if (still && parents > 0) {
      const own = {
        fields: operation.count.fields - before.fields,
        rows: (operation.count.rows - before.rows) / parents,
      };
      stillCounts.keep(node, place, () => own);
    }
  }
}

/** What selections without variables count, which they do alike in every request of a role: rows, for one of their parent. */
const stillCounts = new OfStillSelections<Walk["count"]>();

/** Adds what an earlier request counted; not where that is too much, so that a walk finds the place. */
function addKnown(count: Walk["count"], known: Walk["count"] | undefined, parents: number): boolean {
  if (known === undefined) return false;
  const [fields, rows] = [count.fields + known.fields, count.rows + known.rows * parents];
  if (fields > MOST_FIELDS || rows > MOST_ROWS) return false;
  Object.assign(count, { fields, rows });
  return true;
}

function checkAliases(selected: SelectedFields): void {
  const times = new Map<string, number>();
  for (const [node] of selected.values()) {
    const name = node?.name.value ?? "";
    const count = (times.get(name) ?? 0) + 1;
    times.set(name, count);
    if (count <= MOST_ALIASES) continue;
    const message = `The operation selects ${name} more than ${MOST_ALIASES} times in one place.`;
    throw limitExceeded(message, MOST_ALIASES, count);
  }
}

function checkSize(count: Walk["count"], depth: number): void {
  count.fields += 1;
  if (count.fields > MOST_FIELDS) {
    throw limitExceeded(`The operation selects more than ${MOST_FIELDS} fields.`, MOST_FIELDS, count.fields);
  }
  if (depth > DEEPEST) throw limitExceeded(`The operation nests more than ${DEEPEST} fields deep.`, DEEPEST, depth);
}

function checkRows(count: Walk["count"], rows: number): void {
  count.rows += rows;
  if (count.rows <= MOST_ROWS) return;
  throw limitExceeded(`The operation asks for up to ${count.rows} rows; at most ${MOST_ROWS}.`, MOST_ROWS, count.rows);
}

function checkIntrospection(operation: Checked, field: GraphQLField<unknown, unknown>, node: FieldNode): number {
  asked(node, () => getArgumentValues(field, node, operation.variables));
  return introspectionRows(operation.schema, field);
}

/** A field that writes, or one that the process works out: gives how many rows it may have for one of its parent. */
function checkResolved(
  { viewer, variables, given }: Checked,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): number {
  const whole = sentWhole(node, given.sent);
  const readArguments = (): Record<string, unknown> | undefined => {
    const all = whole === undefined ? variables : given.all();
    return all && asked(node, () => getArgumentValues(field, node, all));
  };
  const check: unknown = field.extensions["check"];
  if (typeof check === "function") check(readArguments, viewer);
  // What is left out or null may have a default, or be needed: that takes the variables' types.
  const asSent = Object.values(whole ?? {}).every((value) => value !== undefined && value !== null);
  const args = whole !== undefined && asSent ? whole : readArguments();
  return longestList(args?.["input"]);
}

/** What a mutation answers with, it may answer with for each item that it was given; perhaps not understood yet. */
function longestList(input: unknown): number {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return 1;
  return Object.values(input).reduce((most, value) => (Array.isArray(value) ? Math.max(most, value.length) : most), 1);
}

/** Gives how many rows the field may have for one of its parent. */
function checkField(
  operation: Checked,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  path: Path,
): number {
  const { viewer, variables } = operation;
  const roles = rolesOf(type, field);
  if (!roles.includes(viewer.role)) {
    throw forbidden(`${type.name}.${field.name} is not for the role ${viewer.role}; it is for ${roles.join(", ")}.`);
  }
  const spec =
    type.name === query.name ? query.fields.get(field.name) : projectionNamed(type.name)?.fields.get(field.name);
  if (spec === undefined) return checkResolved(operation, field, node);
  const args = asked(node, () => getArgumentValues(field, node, variables));
  for (const [name, arg] of Object.entries<{ roles?: readonly Role[] }>(spec.args ?? {})) {
    if (args[name] === undefined || args[name] === null || arg.roles === undefined) continue;
    if (!arg.roles.includes(viewer.role)) {
      throw forbidden(`The argument ${name} of ${type.name}.${field.name} is not for the role ${viewer.role}.`);
    }
  }
  // The arguments are made by the schema from the very specs that type them.
  spec.check?.(args as never, viewer, path);
  return spec.rows?.(args as never) ?? 1;
}

/** The roles of a field, or else those of its type; every field has them, and a test says so. */
export function rolesOf(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): readonly Role[] {
  const roles: unknown = field.extensions["roles"] ?? type.extensions["roles"];
  return Array.isArray(roles) ? roles : [];
}

/** Does what throws where a variable turns out null that must not be: the request is then at fault, not we. */
function asked<Result>(node: ASTNode, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GraphQLError) || error.extensions["code"] !== undefined) throw error;
    throw new GraphQLError(error.message, {
      nodes: node,
      extensions: { code: "BAD_USER_INPUT", http: { status: 400 } },
    });
  }
}

function possibleTypes(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): readonly GraphQLObjectType[] {
  const type = getNamedType(field.type);
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}
