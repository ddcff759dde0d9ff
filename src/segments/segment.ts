export const SEGMENT_KINDS = {
  RULE: "Whoever a rule holds for, at any time.",
  STATIC: "Whoever was put on a list.",
  CLUSTER: "Whoever is most alike by their profiles, as a CUSTOMER_CLUSTERS model has found.",
} as const;

export type SegmentKind = keyof typeof SEGMENT_KINDS;

export const SEGMENT_STATUSES = {
  ACTIVE: "Its members are kept true.",
  ARCHIVED: "It has no members any more; its history stays.",
} as const;

export type SegmentStatus = keyof typeof SEGMENT_STATUSES;

export const MEMBERSHIP_CHANGES = { ENTERED: "The customer became a member.", LEFT: "The customer is one no more." };

/** Of fewer people nobody is told who may not read personal data: a group so small names them. */
export const SMALLEST_GROUP = 10;

/** The turn of whoever writes memberships, or what they depend on. */
export const MEMBERSHIPS = "segment memberships";
