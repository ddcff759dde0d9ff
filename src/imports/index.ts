export { applyCustomerMap, applyProductMap } from "./apply-facts.ts";
export { applyMap } from "./apply-map.ts";
export { checkColumns } from "./check-columns.ts";
export { type ImportParts, type ImportSummary, importFile } from "./import-file.ts";
export { type CustomerMap, type ImportMap, ImportMapFault, type MapVocabulary, type ProductMap } from "./import-map.ts";
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
export { parseImportMap } from "./parse-import-map.ts";
export { readTable } from "./read-table.ts";
export { type RejectsFile, rejectsFile } from "./rejects.ts";
export { type Table, type TableOptions, type TableRow, UnreadableTable } from "./table.ts";
