/** One value: text, or a number. */
export interface Single<Value extends Printed = Printed> {
  readonly kind: "single";
  readonly about: string;
  /** Of a customer of whom everything is known. */
  readonly example: NonNullable<Value>;
  /** Of a customer of whom nothing is known. */
  readonly unknown: Value;
}

/** Values by their names. */
export interface Group<Fields extends DeclaredFields = DeclaredFields> {
  readonly kind: "group";
  readonly about: string;
  readonly fields: Fields;
}

/** Any number of things of one kind. */
export interface List<Item extends Group = Group> {
  readonly kind: "list";
  readonly about: string;
  readonly item: Item;
}

/** Values under names that the shop chooses itself. */
export interface Free {
  readonly kind: "free";
  readonly about: string;
  readonly example: FreeValues;
}

export type Declared = Single | Group | List | Free;

export interface DeclaredFields {
  readonly [name: string]: Declared;
}

type Printed = string | number | null;
type FreeValues = Readonly<Record<string, unknown>>;

/** What a template is given for what was declared. */
export type ValueOf<Of> =
  Of extends Single<infer Value>
    ? Value
    : Of extends Group<infer Fields>
      ? { readonly [Name in keyof Fields]: ValueOf<Fields[Name]> }
      : Of extends List<infer Item>
        ? readonly ValueOf<Item>[]
        : FreeValues;

export const text = (about: string, example: string): Single<string> => always(about, example);
export const number = (about: string, example: number): Single<number> => always(about, example);
export const maybeText = (about: string, example: string): Single<string | null> => maybe(about, example);
export const maybeNumber = (about: string, example: number): Single<number | null> => maybe(about, example);

const always = <Value extends string | number>(about: string, example: NonNullable<Value>): Single<Value> => ({
  kind: "single",
  about,
  example,
  unknown: example,
});

const maybe = <Value extends string | number>(about: string, example: NonNullable<Value>): Single<Value | null> => ({
  kind: "single",
  about,
  example,
  unknown: null,
});

export const group = <Fields extends DeclaredFields>(about: string, fields: Fields): Group<Fields> => ({
  kind: "group",
  about,
  fields,
});

export const list = <Item extends Group>(about: string, item: Item): List<Item> => ({ kind: "list", about, item });

export const free = (about: string, example: FreeValues): Free => ({ kind: "free", about, example });

/** Every value filled. */
export const exampleOf = <Of extends Declared>(declared: Of): ValueOf<Of> =>
  build(declared, {
    single: ({ example }) => example,
    free: ({ example }) => example,
    list: (item) => [item],
  }) as ValueOf<Of>; // as the type says it, form by form

/** Every value that may be null is, and every list is empty. */
export const unknownOf = <Of extends Declared>(declared: Of): ValueOf<Of> =>
  build(declared, {
    single: ({ unknown }) => unknown,
    free: () => ({}),
    list: () => [],
  }) as ValueOf<Of>; // as the type says it, form by form

interface Forms {
  readonly single: (declared: Single) => unknown;
  readonly free: (declared: Free) => unknown;
  readonly list: (item: unknown) => unknown;
}

function build(declared: Declared, forms: Forms): unknown {
  switch (declared.kind) {
    case "single":
      return forms.single(declared);
    case "free":
      return forms.free(declared);
    case "list":
      return forms.list(build(declared.item, forms));
    case "group":
      return Object.fromEntries(Object.entries(declared.fields).map(([name, field]) => [name, build(field, forms)]));
  }
}
