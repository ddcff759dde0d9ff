import { ANYTHING, either, type Found } from "./known.ts";

/** The names that a place in a template sees: those of the loops around it, else those that the template has assigned. */
export class Names {
  readonly #assigned = new Map<string, Found>();
  readonly #loops: ReadonlyMap<string, Found>[] = [];
  readonly #given: ReadonlyMap<string, Found>;
  readonly #toCome: ReadonlySet<string>;

  /** `given` has what every template has, `toCome` all names that the template assigns somewhere. */
  constructor(given: ReadonlyMap<string, Found>, toCome: ReadonlySet<string>) {
    this.#given = given;
    this.#toCome = toCome;
  }

  /** The names of a loop, the nearest first, then assigned ones, then given ones, then what a loop's next turn may see. */
  find(name: string): Found | undefined {
    const found = this.#loops.findLast((loop) => loop.has(name))?.get(name);
    const later: Found = { known: ANYTHING, said: name, recommended: "no", from: [name] };
    return found ?? this.#assigned.get(name) ?? this.#given.get(name) ?? (this.#toCome.has(name) ? later : undefined);
  }

  /** A name may be assigned in several places; what is known of it holds for all of them. */
  assign(name: string, found: Found): void {
    const before = this.#assigned.get(name);
    const known = before === undefined ? found.known : either(before.known, found.known);
    const recommended = before?.recommended === "list" ? "list" : found.recommended;
    this.#assigned.set(name, { known, recommended, said: name, from: [name] });
  }

  within(loop: ReadonlyMap<string, Found>, work: () => void): void {
    this.#loops.push(loop);
    work();
    this.#loops.pop();
  }

  isGiven(name: string): boolean {
    return this.#given.has(name);
  }

  all(): string[] {
    return [...this.#loops.flatMap((loop) => [...loop.keys()]), ...this.#toCome, ...this.#given.keys()];
  }
}
