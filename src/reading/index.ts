export { Answers, attachReadings, type RootOperation } from "./answer.ts";
export type { Ask, Tree } from "./ask.ts";
export { checkOperation, rolesOf } from "./check-operation.ts";
export { type ComputedRow, type Computer, type Computers, computed, type GapAsk } from "./computed.ts";
export { Node } from "./declare.ts";
export {
  column,
  constant,
  decimalText,
  enumeration,
  expression,
  type FieldOptions,
  id,
  idOf,
  inline,
  list,
  one,
} from "./fields.ts";
export { JSON_NULL, type Json, json, jsonAsIs, jsonName, jsonOf, jsonTuple, orNull, textOf } from "./json-text.ts";
export { declareNodeQueries } from "./node.ts";
export type { Order, PageArgs } from "./orders.ts";
export { checkSize, PAGE_LIMIT, page } from "./page.ts";
export {
  type ArgSpecs,
  type Call,
  extend,
  extendAll,
  type FieldSpec,
  type Projection,
  projection,
  projectionOfId,
  type Reader,
} from "./projection.ts";
export { extendQuery, queryResolvers } from "./query.ts";
export { readVariables } from "./variables.ts";
