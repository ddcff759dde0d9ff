import "./customer.projection.ts";

export { Claim } from "./claim.entity.ts";
export { claimsOf } from "./claims-of.ts";
export { Customer, CustomerSearch } from "./customer.entity.ts";
export { IdentityKindEnum } from "./customer.enums.graphql.ts";
export { IdentityInput } from "./customer.graphql.ts";
export { ageBandOf, customerType, VISITOR_READERS } from "./customer.projection.ts";
export { declareCustomerQueries, ownerOf } from "./customer.queries.ts";
export { CustomerResolver, type CustomersContext } from "./customer.resolver.ts";
export { ADDRESS_PARTS, TRAIT_COLUMNS } from "./customer.ts";
export { type CustomerFacts, checkFacts, type GivenFacts, type GivenTraits } from "./customer-facts.ts";
export type { FollowsCustomer } from "./follows-customer.ts";
export { Identifier, Identity, IdentityEvidence } from "./identity.entity.ts";
export { IDENTITY_KINDS, type IdentityKind, type IdentityRef } from "./identity-kinds.ts";
export { addCustomerOrdering } from "./orderings.ts";
export type { IdentityPlan, Sighting } from "./plan-identities.ts";
export { plan, readIdentities, writeLinks, writeSightings } from "./resolve.ts";
