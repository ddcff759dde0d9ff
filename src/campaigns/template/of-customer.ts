import type { PlacedFault, Reading } from "./reading.ts";

/** What customers are called never becomes markup: `raw` is refused behind their values, under whatever name these go. */
export function rawFaults({ raws, made }: Reading): PlacedFault[] {
  const names = namesOf("customer", made);
  return raws
    .filter(({ from }) => from.some((name) => names.has(name)))
    .map(({ at, said }) => ({
      at,
      message: `${said} is what a customer may have said, and raw would make HTML of it; write it without | raw`,
    }));
}

/** A name, and all those that were made of it, or of one of these. */
function namesOf(first: string, made: Reading["made"]): ReadonlySet<string> {
  const into = new Map<string, string[]>();
  for (const { name, from } of made) for (const source of from) into.set(source, [...(into.get(source) ?? []), name]);
  const names = new Set([first]);
  for (const name of names) for (const next of into.get(name) ?? []) names.add(next); // it is gone through while it grows
  return names;
}
