/** The ways in which a shop and its customers meet. A new one is a line here: the column is text, so no migration. */
export const CHANNELS = {
  WEB: "The shop's web site.",
  MOBILE_APP: "The shop's app.",
  EMAIL: "E-mail.",
  SMS: "Text messages.",
  PUSH: "Push notifications.",
  SOCIAL: "Social networks.",
  SEARCH: "Search engines.",
  DISPLAY_ADS: "Display advertising.",
  MARKETPLACE: "Marketplaces of others.",
  IN_STORE: "Shops and tills.",
  CALL_CENTER: "Call centres.",
  DIRECT_MAIL: "Letters and catalogues.",
  REFERRAL: "Recommendations by people and partner sites.",
  OTHER: "Anything else.",
} as const;

export type Channel = keyof typeof CHANNELS;
