import { GraphQLError, GraphQLID, GraphQLScalarType, Kind } from "graphql";
import { GraphQLDateTime, GraphQLJSON, GraphQLJSONObject, GraphQLLocalDate } from "graphql-scalars";

// The database already writes these as text in their final form, so that serialising is passing on.
const passOn = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);

export const DateTimeScalar = new GraphQLScalarType<Date, unknown>({
  ...GraphQLDateTime.toConfig(),
  name: "DateTime",
  description: "A moment: RFC 3339 with an offset, such as 2026-03-01T09:30:00Z. Answered in UTC with milliseconds.",
  serialize: passOn,
});

export const DateScalar = new GraphQLScalarType<string, unknown>({
  ...GraphQLLocalDate.toConfig(),
  name: "Date",
  description: "A calendar date by ISO 8601, such as 1990-05-17.",
  serialize: passOn,
});

const DECIMAL = /^-?\d{1,15}(\.\d{1,12})?$/;

function parseDecimal(value: unknown): string {
  if (typeof value === "string" && DECIMAL.test(value)) return value;
  throw new GraphQLError(
    'A Decimal is a string such as "19.90": at most 15 digits before and 12 after the point, no exponent.',
  );
}

export const DecimalScalar = new GraphQLScalarType<string, unknown>({
  name: "Decimal",
  description: 'An exact decimal number as a string, such as "19.90"; never a float.',
  parseValue: parseDecimal,
  parseLiteral: (node) => parseDecimal(node.kind === Kind.STRING ? node.value : undefined),
  serialize: passOn,
});

export const JSONObjectScalar = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  name: "JSONObject",
  description: "A JSON object.",
});

export const JSONValueScalar = new GraphQLScalarType({
  ...GraphQLJSON.toConfig(),
  name: "JSONValue",
  description: "Any JSON value: text, a number, a boolean, a list or an object.",
});

/** The one ID scalar, named here so that no one imports TypeGraphQL for it. */
export const IdScalar = GraphQLID;
