/**
 * The kinds of identifier, the strongest first: where an event names two known customers, it goes to the one of the
 * strongest identifier. Of an exclusive kind a customer has one value at most, so that two accounts that share an
 * e-mail stay two customers.
 */
export const IDENTITY_KINDS = {
  USER_ID: { about: "The shop's own account or customer number. A customer has at most one.", exclusive: true },
  EXTERNAL_ID: { about: "The customer's number in another system, such as a marketplace or a CRM.", exclusive: false },
  LOYALTY_CARD: { about: "A loyalty card's number.", exclusive: false },
  EMAIL: { about: "An e-mail address, kept in lower case.", exclusive: false },
  PHONE: { about: "A telephone number, kept as E.164 such as +442071234567.", exclusive: false },
  SOCIAL_ID: { about: "An account on a social network, such as instagram:ada.", exclusive: false },
  DEVICE_ID: { about: "A device, such as a phone's advertising id.", exclusive: false },
  ANONYMOUS_ID: { about: "A visitor who has not said who they are, such as a cookie's id.", exclusive: false },
} as const;

export type IdentityKind = keyof typeof IDENTITY_KINDS;

const STRENGTH = Object.keys(IDENTITY_KINDS);

export const isExclusive = (kind: IdentityKind): boolean => IDENTITY_KINDS[kind].exclusive;

export const EXCLUSIVE_KINDS: readonly string[] = Object.entries(IDENTITY_KINDS)
  .filter(([, { exclusive }]) => exclusive)
  .map(([kind]) => kind);

/** One identifier, its value normalised. */
export interface IdentityRef {
  readonly kind: IdentityKind;
  readonly value: string;
}

export const identityKey = ({ kind, value }: IdentityRef): string => `${kind} ${value}`;

/** Strongest first; of one kind in the order of the values, so that the order of arrival decides nothing. */
export function byStrength(left: IdentityRef, right: IdentityRef): number {
  const strength = STRENGTH.indexOf(left.kind) - STRENGTH.indexOf(right.kind);
  if (strength !== 0) return strength;
  return left.value < right.value ? -1 : Number(left.value > right.value);
}
