import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { StartRefusal } from "../database/start-refusal.ts";
import { readTable } from "../imports/index.ts";
import {
  brandsOf,
  checkPanelColumns,
  evaluateBrand,
  evaluateShop,
  PANEL_IN_WORDS,
  type Panel,
  PanelFault,
  type PricingReport,
  readPanel,
  responseChart,
  SHOP_IN_WORDS,
} from "../scoring/plain.ts";
import { gatherSales } from "./gather-sales.ts";
import { inSentences } from "./mapped-files.ts";
import { refuseUnreadable, refuseUnwritable } from "./paths.ts";
import { pricingTable } from "./pricing-table.ts";
import { progressReporter } from "./progress.ts";

export interface PricingOptions {
  readonly data: string;
  readonly map?: string;
  readonly products?: string;
  readonly json?: string;
  readonly plot?: string | true;
}

type Measured = Pick<PricingReport, "protocol" | "rows" | "results">;

export async function evaluatePricing(options: PricingOptions): Promise<void> {
  const plot = options.plot === true ? "pricing.svg" : options.plot;
  if (options.json !== undefined) await refuseUnwritable("--json", options.json);
  if (plot !== undefined) await refuseUnwritable("--plot", plot);
  const report = await measured(options);
  process.stdout.write(pricingTable(report));
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
  if (plot !== undefined) await writeFile(plot, responseChart(report));
}

async function measured(options: PricingOptions): Promise<PricingReport> {
  const started = performance.now();
  const { data, map, products } = options;
  if (map === undefined && products !== undefined) {
    throw new StartRefusal("--products needs --map, whose section products says what its columns are");
  }
  const found = map === undefined ? await panelMeasured(data) : await shopMeasured({ ...options, map });
  return {
    kind: "pricing",
    protocol: found.protocol,
    rows: found.rows,
    seconds: (performance.now() - started) / 1000,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
    files: {
      data: basename(data),
      ...(map !== undefined && { map: basename(map) }),
      ...(products !== undefined && { products: basename(products) }),
    },
    results: found.results,
  };
}

async function panelMeasured(file: string): Promise<Measured> {
  await refuseUnreadable("--data", file);
  const panel = await panelIn(file);
  const brands = brandsOf(panel);
  let done = 0;
  const progress = progressReporter(process.stderr, {
    label: "brands",
    unit: "fits",
    share: () => done / brands.length,
  });
  const results = brands.map((brand) => {
    const result = evaluateBrand(panel, brand);
    done += 1;
    progress.update(done);
    return result;
  });
  progress.stop(done);
  return { protocol: PANEL_IN_WORDS, rows: panel.units.length, results };
}

async function panelIn(file: string): Promise<Panel> {
  try {
    return await inSentences(async () => {
      const table = await readTable(file);
      if (table.columns !== undefined) checkPanelColumns(table.columns);
      const progress = progressReporter(process.stderr, { label: basename(file), share: () => table.progress() });
      const panel = await readPanel(table.rows, (rows) => progress.update(rows));
      progress.stop(panel.units.length);
      return panel;
    });
  } catch (error) {
    if (error instanceof PanelFault) throw new StartRefusal(`--data ${file}: ${error.message}`);
    throw error;
  }
}

async function shopMeasured(options: PricingOptions & { readonly map: string }): Promise<Measured> {
  const { lines, categories, rows } = await gatherSales(options);
  if (lines.length === 0) {
    throw new StartRefusal(
      `--data ${options.data}: no row of the file sells a product: a line of an order does, by an ORDER_COMPLETED with a quantity and a price above zero`,
    );
  }
  return { protocol: SHOP_IN_WORDS, rows: rows.read, results: evaluateShop(lines, categories) };
}
