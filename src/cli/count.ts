/** A whole number for people: 12,345. */
export const count = (number: number): string => number.toLocaleString("en-GB");
