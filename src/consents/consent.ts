/** What a person can allow or refuse. */
export const CONSENT_PURPOSES = {
  MARKETING: "Messages that advertise.",
  ANALYTICS: "Keeping and counting what the person does; refused, touchpoints are SUPPRESSED, but for orders.",
  PERSONALISATION: "Choosing what is shown by what is known of the person.",
  THIRD_PARTY_SHARING: "Giving data about the person to others.",
} as const;

export type ConsentPurpose = keyof typeof CONSENT_PURPOSES;

export const CONSENT_STATUSES = {
  GRANTED: "The person allows it.",
  DENIED: "The person was asked and does not allow it.",
  WITHDRAWN: "The person allowed it, or it was assumed, and does so no more.",
} as const;

export type ConsentStatus = keyof typeof CONSENT_STATUSES;
