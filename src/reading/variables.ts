import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  visit,
} from "graphql";

type Values = Readonly<Record<string, unknown>>;

/** The variables of an operation, as far as they must be understood before it runs. */
export interface Variables {
  /** All but what a mutation hands to its fields whole: execution reads that, and a large batch takes long to read. */
  readonly coerced: Values;
  /** As they were sent. */
  readonly sent: Values;
  /** All of them understood; undefined where one is not what it is declared to be, which execution tells. */
  all(): Values | undefined;
}

/** Understands an operation's variables; undefined where one is not what it is declared to be. */
export function readVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  sent: Values,
): Variables | undefined {
  const definitions = operation.variableDefinitions ?? [];
  const all = () => getVariableValues(schema, definitions, sent).coerced;
  if (operation.operation !== "mutation") {
    const coerced = all();
    return coerced && { coerced, sent, all };
  }
  const early = readEarly(document, operation);
  const read = definitions.filter(({ variable }) => early.has(variable.name.value));
  const { coerced } = getVariableValues(schema, read, sent);
  return coerced && { coerced, sent, all };
}

/** What a field of a mutation was given, if that is all in whole variables: as it was sent, and not understood yet. */
export function sentWhole(node: FieldNode, sent: Values): Values | undefined {
  const args = node.arguments ?? [];
  const named = args.flatMap(({ name, value }) =>
    value.kind === Kind.VARIABLE ? [[name.value, sent[value.name.value]] as const] : [],
  );
  return named.length === args.length ? Object.fromEntries(named) : undefined;
}

/** The names of the variables that stand anywhere else in the document. */
function readEarly(document: DocumentNode, operation: OperationDefinitionNode): ReadonlySet<string> {
  const names = new Set<string>();
  const collect = (node: ASTNode) =>
    void visit(node, { VariableDefinition: () => false, Variable: ({ name }) => void names.add(name.value) });
  for (const definition of document.definitions) if (definition !== operation) collect(definition);
  for (const selection of operation.selectionSet.selections) collect(withoutWhole(selection));
  return names;
}

const withoutWhole = (selection: SelectionNode): SelectionNode =>
  selection.kind === Kind.FIELD && sentWhole(selection, {}) !== undefined ? { ...selection, arguments: [] } : selection;
