import { MissingValue } from "./bad-value.ts";
import type { CustomerRule, FieldRules, IdentityRules, MoneyRule } from "./import-map.ts";
import type { MappedCustomer, MappedIdentity, MappedMoney, MappedProperties } from "./imported.ts";
import { bad, readText, readValue, requiredText } from "./read-value.ts";
import type { TableRow } from "./table.ts";
import type { ValueRule } from "./value-rule.ts";

export function mapText<Field extends string>(
  field: Field,
  rule: ValueRule | undefined,
  row: TableRow,
): { [Key in Field]?: string } {
  const text = rule && readText(rule, row);
  return text === undefined ? {} : ({ [field]: text } as { [Key in Field]: string });
}

/** Each identity alone may be empty, as long as one says whose row it is. */
export function mapIdentities(rules: IdentityRules, row: TableRow): MappedIdentity[] {
  const identities = rules.flatMap(({ kind, value }) => {
    const text = readText(value, row);
    return text === undefined ? [] : [{ kind, value: text }];
  });
  if (identities.length === 0) throw new MissingValue("every identity", "one of them");
  return identities;
}

export function mapMoney(rule: MoneyRule, row: TableRow): MappedMoney | undefined {
  const amount = readText(rule.amount, row);
  return amount === undefined ? undefined : { amount, currency: mapCurrency(rule.currency, row) };
}

export function mapCurrency(rule: ValueRule, row: TableRow): string {
  const currency = requiredText(rule, row);
  if (/^[A-Z]{3}$/.test(currency)) return currency;
  throw bad(rule, currency, "a currency code such as GBP");
}

/** Those of the text fields that the row states; a phone number is text, though all its letters are digits. */
export function mapTexts(rules: FieldRules, row: TableRow): Record<string, string> {
  const given = rules.flatMap(({ field, rule }) => {
    const text = readText(rule, row);
    return text === undefined ? [] : [[field, text] as const];
  });
  return Object.fromEntries(given);
}

/** Fields of the map's own names, with values of any type. */
export function mapFields(rules: FieldRules, row: TableRow): MappedProperties | undefined {
  const given = rules.flatMap(({ field, rule }) => {
    const value = readValue(rule, row);
    return value === undefined ? [] : [[field, plain(rule, value)] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** Whole numbers become JSON numbers where JSON keeps them exact; decimals stay the text that they are. */
function plain(rule: ValueRule, value: string | number | boolean | Date): string | number | boolean {
  if (value instanceof Date) return value.toISOString();
  return rule.type === "integer" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

export function mapCustomer(rule: CustomerRule, row: TableRow): MappedCustomer | undefined {
  const address = rule.address && mapTexts(rule.address, row);
  const traits = rule.traits && mapFields(rule.traits, row);
  const customer: MappedCustomer = {
    ...mapTexts(rule.fields, row),
    ...(address && Object.keys(address).length > 0 && { address }),
    ...(traits && { traits }),
  };
  return Object.keys(customer).length === 0 ? undefined : customer;
}
