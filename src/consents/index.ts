import "./consent.projection.ts";

export { Consent } from "./consent.entity.ts";
export { ConsentPurposeEnum, ConsentStatusEnum } from "./consent.enums.graphql.ts";
export { ConsentResolver } from "./consent.resolver.ts";
export { CONSENT_PURPOSES, type ConsentPurpose, type ConsentStatus } from "./consent.ts";
export { consentsFollowTouchpoints } from "./follow-touchpoints.ts";
export { allows, newestStatus, refusesAnywhere } from "./newest-wins.ts";
