import { raw, type Sql } from "../database/sql.ts";
import type { ComputedRow, Computer, GapAsk, Reader } from "../reading/index.ts";
import { type PreviewParts, previewRows } from "./preview/preview-rows.ts";
import type { ReportNeed } from "./report/report-need.ts";
import { reportRow } from "./report/report-row.ts";

/** Works out what SQL cannot say of campaigns: estimates of their lift, and messages. */
export class CampaignsComputer implements Computer {
  readonly #parts: PreviewParts;

  constructor(parts: PreviewParts) {
    this.#parts = parts;
  }

  /** All that a report needs is read with it. */
  ground(): Sql {
    return raw("'null'");
  }

  compute(asks: readonly GapAsk[], _ground: unknown, reader: Reader): Promise<ComputedRow[][]> {
    return Promise.all(asks.map((ask) => this.#rows(ask, reader)));
  }

  async #rows({ what, need, args }: GapAsk, reader: Reader): Promise<ComputedRow[]> {
    if (what === "report") return [reportRow(JSON.parse(need) as ReportNeed)]; // as `reportNeed` wrote it
    const [campaignId] = JSON.parse(need) as [string]; // as the field's `needs` wrote it
    const { customerId } = args as { customerId: string }; // of the one other field
    return previewRows(this.#parts, campaignId, customerId, reader);
  }
}
