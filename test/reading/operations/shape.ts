import type { GraphQLInputType } from "graphql";
import type { Role } from "../../../src/graphql/roles.ts";

/** How an argument's value reaches the operation. */
export const HOWS = ["literal", "variable", "inside", "default", "overridden", "null", "absent"] as const;
export type How = (typeof HOWS)[number];

export interface Given {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly value: unknown;
  readonly how: How;
}

/** `@include` or `@skip`, and what it comes to. */
export interface Condition {
  readonly directive: "include" | "skip";
  readonly value: boolean;
  readonly how: "literal" | "variable" | "default";
}

interface Selected {
  readonly items: readonly Item[];
  readonly condition: Condition | undefined;
}

export interface FieldItem extends Selected {
  readonly kind: "field";
  readonly name: string;
  /** The field's type as text: two fields of one response key must have the same. */
  readonly returns: string;
  /** 0 where it keeps its name. */
  readonly alias: number;
  readonly given: readonly Given[];
}

export interface FragmentItem extends Selected {
  readonly kind: "inline" | "named";
  readonly on: string | undefined;
}

export type Item = FieldItem | FragmentItem;

export interface Shape {
  readonly role: Role;
  readonly items: readonly Item[];
}
