/**
 * Text that the database can hold: a filter may have left half of a surrogate pair, and a text within quotes may spell
 * the NUL character. Either becomes the sign for a letter that is not known.
 */
export const storable = (text: string): string =>
  text.replace(/\p{Surrogate}/gu, UNKNOWN).replaceAll("\u0000", UNKNOWN);

const UNKNOWN = "\uFFFD";
