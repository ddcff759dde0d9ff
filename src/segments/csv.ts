/** What makes a spreadsheet take a cell for a formula (OWASP, CSV injection); behind an apostrophe of its own, it gets another. */
const FORMULA = /^'*[=+\-@\t\r\n]/;
/** The same within a cell, for a spreadsheet that splits at semicolons, tabs or ends of lines. */
const LATER = /([;\t\r\n]["\s]*)(?='*[=+\-@])/g;
const LATER_MARKED = /([;\t\r\n]["\s]*)'(?='*[=+\-@])/g;
const QUOTED = /[",;\t\r\n]/;

/** A line of comma separated values (RFC 4180) that a spreadsheet opens as text: what would be a formula begins with an apostrophe. */
export const csvLine = (cells: readonly (string | null)[]): string =>
  `${cells.map((cell) => quoted(harmless(cell ?? ""))).join(",")}\r\n`;

const harmless = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell).replace(LATER, "$1'");

const quoted = (cell: string): string => (QUOTED.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** The value of a cell that `csvLine` may have written. */
export const cellValue = (cell: string): string =>
  (FORMULA.test(cell) && cell.startsWith("'") ? cell.slice(1) : cell).replace(LATER_MARKED, "$1");
