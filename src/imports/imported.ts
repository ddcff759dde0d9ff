/** What a row of a file becomes: plain data in the shape of the API's TouchpointInput and UpsertCustomerInput. */

export interface MappedMoney {
  amount: string;
  currency: string;
}

export interface MappedOrderLine {
  sku: string;
  name?: string;
  quantity: number;
  unitPrice: MappedMoney;
}

export interface MappedOrder {
  orderNumber: string;
  lines: MappedOrderLine[];
  total?: MappedMoney;
}

export type MappedProperties = Record<string, string | number | boolean>;

export interface MappedTouchpoint {
  messageId: string;
  channel: string;
  type: string;
  occurredAt: Date;
  identities: { kind: string; value: string }[];
  name?: string;
  sku?: string;
  sessionId?: string;
  quantity?: number;
  value?: MappedMoney;
  searchQuery?: string;
  order?: MappedOrder;
  properties?: MappedProperties;
}

/** Facts about the customer that a row states; they were true at the touchpoint's occurredAt. */
export interface MappedCustomer {
  displayName?: string;
  firstName?: string;
  lastName?: string;
  email?: string;
  phone?: string;
  gender?: string;
  birthDate?: string;
  ageBand?: string;
  occupation?: string;
  country?: string;
  city?: string;
  language?: string;
  timeZone?: string;
  address?: { street?: string; city?: string; region?: string; postalCode?: string; country?: string };
  traits?: MappedProperties;
}

export type ImportEvent =
  | { kind: "touchpoint"; rows: number[]; touchpoint: MappedTouchpoint; customer?: MappedCustomer }
  | { kind: "skipped"; row: number; reason: string }
  | { kind: "rejected"; row: number; reason: string; values: Record<string, unknown> };
