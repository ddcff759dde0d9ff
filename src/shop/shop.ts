/** What a deployment says of its shop. */
export interface ShopSettings {
  readonly name: string;
  /** ISO 4217; undefined where the first accepted amount is to fix it. */
  readonly currency: string | undefined;
  /** IANA name. */
  readonly timeZone: string;
  /** The purposes of consent that hold for whoever has said nothing of them. */
  readonly assumedConsents: readonly string[];
}

/** ISO 4217's code for "no currency": before the first amount has come, a shop has none. */
export const NO_CURRENCY = "XXX";

const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));

/** Whether this is the code of a currency, in capitals as ISO 4217 writes it. */
export const isCurrency = (code: string): boolean => CURRENCIES.has(code);

/** The calendar day of a moment in the shop's time zone. */
export function dayIn(timeZone: string, at: Date): string {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  formats.set(timeZone, format);
  return format.format(at);
}

const formats = new Map<string, Intl.DateTimeFormat>(); // making one costs more than a hundred uses
