/** What can be trained. */
export const MODEL_KINDS = {
  PREFERENCE_REGRESSION: "How probable a purchase is: preference scores, and the strategy REGRESSION.",
  COLLABORATIVE: "What customers with the same products came to have.",
  CONTENT_BASED: "What products are like by category, brand, price, attributes and words.",
  SESSION: "What is met in the same sessions and bought in the same orders.",
  POPULAR: "What most customers turn to of late.",
  HYBRID: "The others together, blended by weights that were learned on held-out time.",
  PRICE_RESPONSE: "How each product's units answer to its price: pricing suggestions.",
  CUSTOMER_CLUSTERS: "Which customers are alike by their profiles: the CLUSTER segments.",
} as const;

export type ModelKind = keyof typeof MODEL_KINDS;

export const isModelKind = (text: string): text is ModelKind => Object.hasOwn(MODEL_KINDS, text);
