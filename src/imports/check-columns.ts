import { nearest } from "../math/nearest.ts";
import { ImportMapFault, type TableMap } from "./import-map.ts";

/** A misspelt column would read as empty in every row; so what the map says of a table is held against its columns first. */
export function checkColumns(map: TableMap, columns: readonly string[]): void {
  const missing = [...map.columns].filter(([column]) => !columns.includes(column));
  if (missing.length === 0) return;
  const faults = missing.map(([column, path]) => {
    const near = nearest(column, columns);
    const suggestion = near === undefined ? `columns: ${columns.join(", ")}` : `did you mean "${near}"?`;
    return `${path}: the file has no column "${column}"; ${suggestion}`;
  });
  throw new ImportMapFault(`the map of ${map.source.name}`, faults);
}
