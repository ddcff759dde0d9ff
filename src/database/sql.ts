/** A value that travels beside the statement, never inside its text. */
class Bound {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

type Part = string | Bound | Sql;

/** A piece of SQL with its bound values. Pieces nest in one another, and are put together once, when the statement is sent. */
export class Sql {
  readonly parts: readonly Part[];
  constructor(parts: readonly Part[]) {
    this.parts = parts;
  }
}

export type Bindable = string | number | boolean | null | Date | readonly (string | number | boolean | null)[];

/** Writes a fragment. A hole that holds a fragment is spliced in; anything else becomes a bound value. */
export function sql(strings: TemplateStringsArray, ...holes: readonly (Sql | Bindable)[]): Sql {
  const parts: Part[] = [];
  strings.forEach((text, index) => {
    parts.push(text);
    if (index >= holes.length) return;
    const hole = holes[index];
    parts.push(hole instanceof Sql ? hole : new Bound(hole));
  });
  return new Sql(parts);
}

/** Text of our own (a column, an alias, a keyword); never a caller's. */
export function raw(text: string): Sql {
  return new Sql([text]);
}

/** One bound value, to be placed several times as one parameter. */
export function bound(value: Bindable): Sql {
  return new Sql([new Bound(value)]);
}

const ARRAYS = new WeakMap<readonly string[], Sql>();

/** UUIDs as one value of PostgreSQL's; the same array placed several times is one parameter. */
export function uuidArray(ids: readonly string[]): Sql {
  const found = ARRAYS.get(ids) ?? sql`${bound(ids)}::uuid[]`;
  ARRAYS.set(ids, found);
  return found;
}

/** A string literal written into the text, for values that belong to the statement's shape (JSON keys). */
export function literal(text: string): Sql {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return raw(text.includes("\\") ? ` E${quoted.replaceAll("\\", "\\\\")}` : quoted);
}

export function join(pieces: readonly Sql[], separator = ", "): Sql {
  return new Sql(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece])));
}

const TRUE = raw("true");

/** All conditions together; no condition is true. */
export function and(conditions: readonly (Sql | undefined)[]): Sql {
  const present = conditions.filter((condition) => condition !== undefined);
  return present.length === 0 ? TRUE : join(present, " and ");
}

/** The same piece with its text put together, for one that is used again and again. */
export function flattened(fragment: Sql): Sql {
  const parts: (string | Bound)[] = [];
  const add = (part: Part): void => {
    const last = parts.at(-1);
    if (part instanceof Sql) for (const inner of part.parts) add(inner);
    else if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else parts.push(part);
  };
  add(fragment);
  return new Sql(parts);
}

/** A pattern for `like` that finds this very text anywhere. */
export const containing = (text: string): string => `%${likeText(text)}%`;

/** Text in which no character means more than itself to `like`. */
export const likeText = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

/** The statement as `pg` takes it; the same bound piece placed twice is one parameter. */
export function toQuery(fragment: Sql): { text: string; values: unknown[] } {
  const numbers = new Map<Bound, number>();
  let text = "";
  const write = (part: Part): void => {
    if (typeof part === "string") {
      text += part;
    } else if (part instanceof Sql) {
      for (const inner of part.parts) write(inner);
    } else {
      const number = numbers.get(part) ?? numbers.size + 1;
      numbers.set(part, number);
      text += `$${number}`;
    }
  };
  write(fragment);
  return { text, values: [...numbers.keys()].map((part) => part.value) };
}
