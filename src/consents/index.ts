import "./consent.projection.ts";

export { Consent } from "./consent.entity.ts";
export { ConsentPurposeEnum, ConsentStatusEnum } from "./consent.enums.graphql.ts";
export { ConsentResolver } from "./consent.resolver.ts";
export { consentsFollowTouchpoints } from "./follow-touchpoints.ts";
export { allows, newestStatus, refusesAnywhere } from "./newest-wins.ts";
export * from "./plain.ts";
export { recordGrants } from "./record-grants.ts";
