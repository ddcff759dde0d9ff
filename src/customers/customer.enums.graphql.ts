import { enumOf } from "../graphql/enums.ts";
import { AGE_BANDS } from "./customer.ts";
import { IDENTITY_KINDS } from "./identity-kinds.ts";

export const IdentityKindEnum = enumOf(
  "IdentityKind",
  "The kinds of identifier. Where an event names two known customers, it goes to the one of the strongest: docs/identity.md.",
  IDENTITY_KINDS,
);

export const AgeBandEnum = enumOf("AgeBand", "An age in complete years, in bands.", AGE_BANDS);
