/** A value that the map can't use: which one, and what would be right. */
export class BadValue extends Error {
  override name = "BadValue";
  readonly expected: string;

  constructor(where: string, text: string, expected: string) {
    super(`${where}: ${JSON.stringify(shortened(text))} is not ${expected}`);
    this.expected = expected;
  }
}

/** Something that has to be there and is empty. */
export class MissingValue extends Error {
  override name = "MissingValue";

  constructor(where: string, field: string) {
    super(`${where} is empty, but ${field} is required`);
  }
}

/** What is wrong with a row whose value the map can't use; any other error is a fault of the program and goes on. */
export function reasonOf(error: unknown): string {
  if (error instanceof BadValue || error instanceof MissingValue) return error.message;
  throw error;
}

/** One cell may hold a whole page; a reason is read in a table. */
function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
