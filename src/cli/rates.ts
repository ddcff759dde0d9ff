import { StartRefusal } from "../database/start-refusal.ts";
import { readTable } from "../imports/index.ts";
import { type ExchangeRate, isCurrency, writeRates } from "../shop/index.ts";
import { withDatabase } from "./with-database.ts";

export async function storeRates(file: string): Promise<void> {
  const rates = await readRatesFile(file);
  await withDatabase("rates", async ({ dataSource }) => {
    await dataSource.transaction((manager) => writeRates(manager, rates));
  });
  process.stdout.write(`${rates.length} rates stored\n`);
}

/** All or nothing: a file with a fault is refused with every fault. */
async function readRatesFile(file: string): Promise<ExchangeRate[]> {
  const table = await readTable(file, {});
  const rates = new Map<string, ExchangeRate>();
  const faults: string[] = [];
  for await (const { number, values } of table.rows) {
    const [day, currency, rate] = ["date", "currency", "rate"].map((name) => String(values[name] ?? "").trim());
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day ?? "")) faults.push(`line ${number}: date is "${day}"; it is like 2026-03-01`);
    else if (!isCurrency(currency ?? "")) faults.push(`line ${number}: currency is "${currency}"; it is like EUR`);
    else if (!/^\d+(\.\d+)?$/.test(rate ?? "") || Number(rate) === 0) {
      faults.push(`line ${number}: rate is "${rate}"; it is a number above zero like 0.86`);
    } else rates.set(`${day} ${currency}`, { day: day ?? "", currency: currency ?? "", rate: rate ?? "" });
  }
  if (faults.length > 0) throw new StartRefusal(`${file} is not stored: ${faults.slice(0, 20).join("; ")}`);
  return [...rates.values()];
}
