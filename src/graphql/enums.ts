import { registerEnumType } from "type-graphql";

type Described = Readonly<Record<string, string | { readonly about: string }>>;

/**
 * Registers a list that the domain owns as an enum of the API: its keys are the values, what each is for describes it.
 * Gives the object that fields and arguments name as their type.
 */
export function enumOf(name: string, description: string, values: Described): Readonly<Record<string, string>> {
  const keys = Object.fromEntries(Object.keys(values).map((key) => [key, key]));
  const valuesConfig = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      { description: typeof value === "string" ? value : value.about },
    ]),
  );
  registerEnumType(keys, { name, description, valuesConfig });
  return keys;
}
