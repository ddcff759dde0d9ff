/** What is wrong with a rule, and where: `path` leads from the rule to the value. */
export interface RuleFault {
  readonly path: readonly string[];
  readonly message: string;
  /** Where there is more than is taken: how much, and how much would be. */
  readonly tooLarge?: { readonly value: number; readonly limit: number };
}

/** Faults of a part, told from the whole. */
export const under = (place: readonly string[], faults: readonly RuleFault[]): RuleFault[] =>
  faults.map((fault) => ({ ...fault, path: [...place, ...fault.path] }));

export const fault = (message: string, ...path: string[]): RuleFault => ({ path, message });

/** There is more of it than is taken. */
export const tooMuch = (what: string, value: number, limit: number, ...path: string[]): RuleFault => ({
  path,
  message: `${what}; at most ${limit}`,
  tooLarge: { value, limit },
});
