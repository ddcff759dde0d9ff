export { applyCustomerMap, applyProductMap } from "./apply-facts.ts";
export { applyMap } from "./apply-map.ts";
export { reasonOf } from "./bad-value.ts";
export { checkColumns } from "./check-columns.ts";
export { type ImportParts, type ImportSummary, importFile } from "./import-file.ts";
export {
  type CustomerMap,
  type ImportMap,
  ImportMapFault,
  type MapVocabulary,
  type ProductMap,
  type TableMap,
} from "./import-map.ts";
export type {
  CustomerEvent,
  ImportEvent,
  MappedCustomer,
  MappedIdentity,
  MappedMoney,
  MappedOrder,
  MappedOrderLine,
  MappedProduct,
  MappedProperties,
  MappedTouchpoint,
  ProductEvent,
} from "./imported.ts";
export { MapReader, type MapSection, readTree } from "./map-tree.ts";
export { parseFile } from "./parse-file.ts";
export { parseImportMap } from "./parse-import-map.ts";
export { ValueParser } from "./parse-value.ts";
export { readTable } from "./read-table.ts";
export { readValue, requiredText } from "./read-value.ts";
export { type RejectsFile, rejectsFile } from "./rejects.ts";
export { type Table, type TableOptions, type TableRow, UnreadableTable } from "./table.ts";
export type { ValueRule } from "./value-rule.ts";
