import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNullableType,
  isIntrospectionType,
  isListType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from "graphql";

type Field = GraphQLField<unknown, unknown>;

const ROOTS = new Map([SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]));
/** What a type has of fields, a field of arguments, and so on: more or less. */
const USUAL = 10;

/** The field by which the operation looks at the schema itself; undefined where it is another, or __typename. */
export function introspectionField(type: GraphQLObjectType, name: string): Field | undefined {
  return isIntrospectionType(type) ? type.getFields()[name] : ROOTS.get(name);
}

/** Introspection reads no rows, but its lists multiply all the same: how many items the field has, more or less. */
export function introspectionRows(schema: GraphQLSchema, field: Field): number {
  if (!isListType(getNullableType(field.type))) return 1;
  return field.name === "types" ? Object.keys(schema.getTypeMap()).length : USUAL;
}
