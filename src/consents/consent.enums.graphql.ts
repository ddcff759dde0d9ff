import { enumOf } from "../graphql/enums.ts";
import { CONSENT_PURPOSES, CONSENT_STATUSES } from "./consent.ts";

export const ConsentPurposeEnum = enumOf(
  "ConsentPurpose",
  "What a person can allow or refuse; which of them hold until they are refused is a setting of the shop.",
  CONSENT_PURPOSES,
);

export const ConsentStatusEnum = enumOf("ConsentStatus", "What a person said of a purpose.", CONSENT_STATUSES);
