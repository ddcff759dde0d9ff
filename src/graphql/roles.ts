/** What a key may do. The table of who may see what is in docs/access.md. */
export const ROLES = {
  ADMIN: "May do everything, and alone manages keys.",
  MARKETER: "Reads and changes customers, products, segments and campaigns, personal data included.",
  ANALYST: "Reads everything but personal data, which is masked or null.",
  STOREFRONT: "A shop's front end: the catalogue, and what belongs to the visitor in front of it.",
  INGEST: "Sends touchpoints, customers and products, and reads nothing but the ids of what it sent.",
} as const;

export type Role = keyof typeof ROLES;

export const isRole = (text: string): text is Role => Object.hasOwn(ROLES, text);

export const EVERYONE: readonly Role[] = ["ADMIN", "MARKETER", "ANALYST", "STOREFRONT", "INGEST"];
export const CATALOGUE_READERS: readonly Role[] = ["ADMIN", "MARKETER", "ANALYST", "STOREFRONT"];
export const PEOPLE_READERS: readonly Role[] = ["ADMIN", "MARKETER", "ANALYST"];
export const PERSONAL_READERS: readonly Role[] = ["ADMIN", "MARKETER"];
/** Who runs the shop's own work: campaigns, models, jobs. */
export const MANAGERS: readonly Role[] = ["ADMIN", "MARKETER"];
export const WRITERS: readonly Role[] = ["ADMIN", "MARKETER", "INGEST"];

/** Who is asking. */
export interface Viewer {
  readonly name: string;
  readonly role: Role;
}

/** All that decides what may be asked. */
export type HasRole = Pick<Viewer, "role">;

export const mayReadPersonal = (viewer: HasRole): boolean => PERSONAL_READERS.includes(viewer.role);
