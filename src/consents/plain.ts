export { CONSENT_PURPOSES, type ConsentPurpose, type ConsentStatus } from "./consent.ts";
