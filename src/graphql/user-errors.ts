import { GraphQLString } from "graphql";
import { Extensions, Field, InterfaceType, ObjectType } from "type-graphql";
import { enumOf } from "./enums.ts";
import { EVERYONE } from "./roles.ts";

const CODES = {
  NOT_FOUND: "What was named does not exist.",
  INVALID: "The value is not of the form it must have; the message says what would be right.",
  REQUIRED: "The value is missing, or cannot be cleared.",
  TAKEN: "The value belongs to something else already.",
  CONFLICT: "The thing has changed since it was read.",
  NOT_ALLOWED_IN_STATE: "The thing is in a state that does not allow this.",
  TOO_LARGE: "There are more items, or bytes, than are taken at once.",
  INSUFFICIENT_DATA: "There is too little data to answer.",
} as const;

export type UserErrorCode = keyof typeof CODES;

const UserErrorCodeEnum = enumOf("UserErrorCode", "What kind of refusal it is, for programs.", CODES);

/** A refusal: expected, and fixable by the caller. Nothing was written. */
@InterfaceType("UserError", {
  description: "A refusal: expected, fixable by the caller, and nothing was written.",
  resolveType: ({ typeName }: UserError) => typeName,
})
export abstract class UserError {
  /** What the schema calls its class. */
  readonly typeName: string = "FieldError";

  @Field(() => UserErrorCodeEnum, { description: "What kind of refusal it is, for programs." })
  code!: UserErrorCode;

  @Field(() => GraphQLString, { description: "What is wrong and what would be right, for people." })
  message!: string;

  @Field(() => [GraphQLString], { description: "Where in the arguments it is, from `input` down." })
  path!: string[];
}

@ObjectType("FieldError", { implements: UserError, description: "A refusal of one value." })
@Extensions({ roles: EVERYONE })
export class FieldError extends UserError {}

export function fieldError(code: UserErrorCode, message: string, path: readonly string[]): FieldError {
  return Object.assign(new FieldError(), { code, message, path: [...path] });
}
