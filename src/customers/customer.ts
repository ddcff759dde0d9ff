export const ADDRESS_PARTS = ["street", "city", "region", "postalCode", "country"] as const;

/** A postal address; whatever part is not known is left out. */
export type Address = { readonly [Part in (typeof ADDRESS_PARTS)[number]]?: string | null };

export const AGE_BANDS = {
  AGE_18_25: "18 to 25 years.",
  AGE_26_35: "26 to 35 years.",
  AGE_36_45: "36 to 45 years.",
  AGE_46_55: "46 to 55 years.",
  AGE_56_PLUS: "56 years and older.",
} as const;

export type AgeBand = keyof typeof AGE_BANDS;

/** The traits that have a column and a field of their own; every other trait lives in `traits`. */
export const TRAIT_COLUMNS = [
  "displayName",
  "firstName",
  "lastName",
  "email",
  "phone",
  "gender",
  "birthDate",
  "ageBand",
  "occupation",
  "country",
  "city",
  "language",
  "timeZone",
  "address",
] as const;

export type TraitColumn = (typeof TRAIT_COLUMNS)[number];

/** A trait without a column of its own is claimed under this prefix, so that it can't be taken for a column. */
export const CUSTOM_TRAIT = "traits.";
