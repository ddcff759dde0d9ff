import type { Role } from "../../../src/graphql/roles.ts";
import { MATRIX, ROLES } from "../../access/matrix.ts";

/** Whether a role may read a field, mask or not, by the table of who may see what. */
export function mayRead(role: Role, type: string, field: string): boolean {
  // An id says nothing of its thing; which things a role may come by is asked where they are looked up.
  if (field === "__typename" || field === "id") return true;
  const access = MATRIX[type]?.[field];
  if (access === undefined) throw new Error(`the table of access does not say who may read ${type}.${field}`);
  return access[ROLES.indexOf(role)] !== "-";
}
