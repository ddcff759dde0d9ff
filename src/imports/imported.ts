/** What a row of a file becomes: plain data in the shape of the API's TouchpointInput, UpsertCustomerInput and ProductInput. */

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

export interface MappedIdentity {
  kind: string;
  value: string;
}

export interface MappedTouchpoint {
  messageId: string;
  channel: string;
  type: string;
  occurredAt: Date;
  identities: MappedIdentity[];
  name?: string;
  sku?: string;
  sessionId?: string;
  quantity?: number;
  value?: MappedMoney;
  searchQuery?: string;
  order?: MappedOrder;
  properties?: MappedProperties;
}

/** Facts about the customer that a row states; in a touchpoint's row they were true at its occurredAt. */
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

export interface MappedProduct {
  sku: string;
  name?: string;
  description?: string;
  brand?: string;
  /** A path such as "Kitchen > Cups". */
  category?: string;
  price?: MappedMoney;
  attributes?: MappedProperties;
}

export interface Rejection {
  kind: "rejected";
  row: number;
  reason: string;
  values: Record<string, unknown>;
}

export type ImportEvent =
  | { kind: "touchpoint"; rows: number[]; touchpoint: MappedTouchpoint; customer?: MappedCustomer }
  | { kind: "skipped"; row: number; reason: string }
  | Rejection;

export type ProductEvent = { kind: "product"; row: number; product: MappedProduct } | Rejection;

export type CustomerEvent =
  | { kind: "customer"; row: number; identities: MappedIdentity[]; customer: MappedCustomer }
  | Rejection;
