import type { Condition } from "./condition.ts";
import type { TableOptions } from "./table.ts";
import type { ValueRule } from "./value-rule.ts";

/** What a map says of any of its tables. */
export interface TableMap {
  source: { name: string; prefix: string };
  file: TableOptions;
  /** Each column of the table that the map speaks of, with the place where it does. */
  columns: ReadonlyMap<string, string>;
}

/** An import map, checked and ready to be applied; its own table is the one of the touchpoints. */
export interface ImportMap extends TableMap {
  /** Asked in this order; the first that holds names the reason. */
  skips: readonly { reason: string; when: Condition }[];
  /** Asked in this order; the first that holds takes the row. */
  kinds: readonly TouchpointKind[];
  products?: ProductMap;
  customers?: CustomerMap;
}

/** How a row of a table of products becomes what is said of one product. */
export interface ProductMap extends TableMap {
  sku: ValueRule;
  /** Name, description, brand, category. */
  fields: FieldRules;
  price?: MoneyRule;
  attributes?: FieldRules;
}

/** How a row of a table of customers becomes what is said of one customer. */
export interface CustomerMap extends TableMap {
  identities: IdentityRules;
  customer: CustomerRule;
}

export type IdentityRules = readonly { kind: string; value: ValueRule }[];

export interface TouchpointKind {
  when?: Condition;
  group?: Grouping;
  messageId: ValueRule;
  channel: ValueRule;
  type: ValueRule;
  occurredAt: ValueRule;
  identities: IdentityRules;
  name?: ValueRule;
  sku?: ValueRule;
  sessionId?: ValueRule;
  quantity?: ValueRule;
  value?: MoneyRule;
  searchQuery?: ValueRule;
  order?: OrderRule;
  properties?: FieldRules;
  customer?: CustomerRule;
}

/** Rows with the same values in these columns make one touchpoint. */
export interface Grouping {
  columns: readonly string[];
  within: number;
}

export interface MoneyRule {
  amount: ValueRule;
  currency: ValueRule;
}

export interface OrderRule {
  orderNumber: ValueRule;
  total?: MoneyRule;
  line?: { sku: ValueRule; name?: ValueRule; quantity: ValueRule; unitPrice: MoneyRule };
}

export type FieldRules = readonly { field: string; rule: ValueRule }[];

export interface CustomerRule {
  fields: FieldRules;
  address?: FieldRules;
  traits?: FieldRules;
}

/** The names that the API knows; they belong to other parts of the program. */
export interface MapVocabulary {
  channels: readonly string[];
  types: readonly string[];
  identityKinds: readonly string[];
}

/** Every fault of a map at once: whoever writes a map mends them in one go. */
export class ImportMapFault extends Error {
  override name = "ImportMapFault";
  readonly map: string;
  readonly faults: readonly string[];

  constructor(map: string, faults: readonly string[]) {
    super(`${map} can't be used:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.map = map;
    this.faults = faults;
  }
}
