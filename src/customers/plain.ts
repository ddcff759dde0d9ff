export { ADDRESS_PARTS, type Address, TRAIT_COLUMNS } from "./customer.ts";
export { IDENTITY_KINDS, type IdentityKind, type IdentityRef, identityKey } from "./identity-kinds.ts";
