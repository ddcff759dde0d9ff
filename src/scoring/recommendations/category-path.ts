/** A category's steps, from the widest to the narrowest. */
export const pathOf = (category: string): string[] =>
  category
    .split(">")
    .map((step) => step.trim())
    .filter((step) => step !== "");
