const COLUMNS = 120;

/** Columns as wide as their widest cell; numbers, and what no side is named for, are read from the right. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  sides: readonly ("left" | "right")[],
): string {
  const widths = heads.map((head, index) => Math.max(head.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) =>
        (sides[index] ?? "right") === "left" ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(heads), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** Lines of at most 120 columns; a word that is longer than a line stays whole. */
export function wrapped(text: string, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= COLUMNS - indent.length || line === "") line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].join(`\n${indent}`);
}

/** A name in at most so many signs. */
export const shortened = (name: string, longest: number): string =>
  name.length > longest ? `${name.slice(0, longest - 1)}…` : name;

/** Those that say anything, with a blank line between them. */
export const paragraphs = (all: readonly string[]): string =>
  `${all.filter((paragraph) => paragraph !== "").join("\n\n")}\n`;
