import { NOW, startApp } from "../../support/app.ts";
import { aLine, anOrder, gbp, record } from "../../support/builders.ts";
import { type Shop, upsert } from "../serving/shop.ts";

const DAY = 24 * 3600 * 1000;
const WEEKS = 48;
export const ELASTICITY = -2.5;
const USUAL = 20;
/** Prices as shares of the usual one, for four weeks each; the last of them holds now. */
const PRICES = [1, 0.9, 1.1, 1, 0.85, 1.15, 0.95, 1.05, 0.9, 1.1, 0.95, 1];

/** Products of which it can be told what prices do. */
export const CUPS = ["cup-1", "cup-2", "cup-3", "cup-4", "cup-5", "cup-6"];

/** A shop whose prices were changed every four weeks, whatever the demand, and whose buyers answer by the power of -2.5. */
export async function aPricedShop(): Promise<Shop> {
  const app = await startApp({ training: true });
  const cup = { category: "Home > Cups", price: gbp("20.00"), cost: gbp("10.00"), stock: 500 };
  const ids = await upsert(
    app,
    ...CUPS.map((sku) => ({ sku, name: sku, ...cup })),
    { sku: "steady", name: "steady", ...cup },
    { sku: "rare", name: "rare", ...cup },
    { sku: "costless", name: "costless", category: "Home > Cups", price: gbp("20.00") },
    { sku: "unsold", name: "unsold", price: gbp("5.00") },
  );
  const orders = [...CUPS, "costless"].flatMap((sku, place) =>
    weeksOf(sku, (week) => PRICES[(Math.floor(week / 4) + place * 5) % PRICES.length] ?? 1),
  );
  const steady = weeksOf("steady", () => 1);
  const rare = weeksOf("rare", () => 1).slice(0, 5);
  for (let from = 0; from < orders.length; from += 100) await record(app, ...orders.slice(from, from + 100));
  await record(app, ...steady, ...rare);
  return { app, ids };
}

function weeksOf(sku: string, shareOf: (week: number) => number): object[] {
  return Array.from({ length: WEEKS }, (_, week) => {
    const share = shareOf(week);
    const wobble = 1 + 0.1 * Math.sin(7.3 * week + sku.length * 1.7 + Number(sku.at(-1)) * 2.1 || 0);
    const units = Math.max(1, Math.round(12 * wobble * share ** ELASTICITY));
    const occurredAt = new Date(NOW.getTime() - (WEEKS - week + 1) * 7 * DAY).toISOString();
    const lines = Array.from({ length: units }, () =>
      aLine({ sku, quantity: 1, unitPrice: gbp((USUAL * share).toFixed(2)) }),
    );
    const identities = [{ kind: "USER_ID", value: `buyer ${sku} ${week}` }];
    return anOrder(`${sku} ${week}`, { identities, occurredAt }, { lines });
  });
}
