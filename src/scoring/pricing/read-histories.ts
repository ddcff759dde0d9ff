import { readAtOnce } from "../../database/copy-rows.ts";
import type { OfferSeen, PriceSince, ProductHistory, SoldLine } from "./sales.ts";

/** What histories are read by: text without bound values, so that a thread that knows no API can run it. */
export interface PricingQueries {
  /** id, category or null. */
  readonly products: string;
  /** product, milliseconds, quantity, price of one in the shop's currency, channel. */
  readonly lines: string;
  /** product, milliseconds, price in the shop's currency or null: rising in time. */
  readonly prices: string;
  /** product, competitor, milliseconds, price in the shop's currency: rising in time. */
  readonly offers: string;
}

interface Growing {
  readonly lines: SoldLine[];
  readonly prices: PriceSince[];
  readonly offers: OfferSeen[];
}

/** How every product that was ever sold has sold, as of one moment. */
export function readHistories(url: string, queries: PricingQueries): Promise<ProductHistory[]> {
  return readAtOnce(url, async (copy) => {
    const grown = new Map<string, Growing>();
    for await (const [product, at, quantity, unitPrice, channel] of copy(queries.lines)) {
      const line = { at: Number(at), quantity: Number(quantity), unitPrice: Number(unitPrice), channel: channel ?? "" };
      const known = grown.get(product ?? "");
      if (known !== undefined) known.lines.push(line);
      else grown.set(product ?? "", { lines: [line], prices: [], offers: [] });
    }
    for await (const [product, from, price] of copy(queries.prices)) {
      grown.get(product ?? "")?.prices.push({ from: Number(from), price: price === null ? Number.NaN : Number(price) });
    }
    for await (const [product, competitor, at, price] of copy(queries.offers)) {
      grown.get(product ?? "")?.offers.push({ competitor: competitor ?? "", at: Number(at), price: Number(price) });
    }
    const histories: ProductHistory[] = [];
    for await (const [product, category] of copy(queries.products)) {
      const own = grown.get(product ?? "");
      if (own !== undefined)
        histories.push({ product: product ?? "", ...own, ...(category !== null && { category: category ?? "" }) });
    }
    return histories;
  });
}
