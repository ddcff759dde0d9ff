import type { DataSource } from "typeorm";
import { aTouchpoint } from "../../support/builders.ts";
import { day } from "./catalogue.ts";

const MODELS = ["019f0000-0000-7000-8000-0000000000a1", "019f0000-0000-7000-8000-0000000000a2"] as const;
const JOBS = Array.from(
  { length: 24 },
  (_, index) => `019f0000-0000-7000-8000-0000000001${String(index).padStart(2, "0")}`,
);

/** Jobs, two of each moment, and models that are kept and not served: what is recommended stands on no training. */
export async function jobsAndModels(dataSource: DataSource): Promise<void> {
  const states = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"];
  for (const [index, id] of JOBS.entries()) {
    const state = states[index % states.length];
    const [created, started] = [day(-Math.floor(index / 2)), state === "QUEUED" ? null : day(-1, index)];
    await dataSource.query(
      "insert into job (id, kind, state, done, message, created_at, started_at, finished_at, error) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      [
        id,
        `KIND_${index % 3}`,
        state,
        index / 32,
        `at "${index}"`,
        created,
        started,
        started,
        index % 5 === 3 ? "é" : null,
      ],
    );
  }
  const metrics = [
    { name: "ndcg@20", value: 0.25, baseline: 0.1, protocol: "held-out" },
    { name: "ece", value: 1e-7, baseline: null, protocol: '"timed"' },
  ];
  const rows = [
    [MODELS[0], "POPULAR", 1, JOBS[2], metrics],
    [MODELS[1], "POPULAR", 2, null, []],
    ["019f0000-0000-7000-8000-0000000000a3", "COLLABORATIVE", 10, JOBS[7], metrics.slice(1)],
  ] as const;
  for (const [id, kind, version, job, told] of rows) {
    await dataSource.query(
      `insert into model (id, kind, version, trained_at, training_rows, parameters, metrics, active, job_id, format, bytes)
       values ($1, $2, $3, $4, 42, '{"bytes": 12345678901, "a": {"z": 0.1}}', $5, false, $6, 1, 7)`,
      [id, kind, version, day(-version), JSON.stringify(told), job],
    );
  }
}

/** Recommendations that were shown, shown again, clicked, and followed by orders or by none. */
export async function shownTo(dataSource: DataSource): Promise<readonly object[]> {
  const rows: readonly { sku: string; id: string }[] = await dataSource.query("select sku, id from product");
  const hex = (uuid: string | undefined): string => uuid?.replaceAll("-", "") ?? "0".repeat(32);
  const idOf = (code: number, model: string | undefined, sku: string, rank: number): string =>
    `rec_0${code}${hex(model)}${hex(rows.find((row) => row.sku === sku)?.id)}0190000000000${rank}`;
  const [mug, other, again] = [
    idOf(6, undefined, "sku-00", 1),
    idOf(2, MODELS[0], "sku-03", 2),
    idOf(2, MODELS[1], "sku-00", 3),
  ];
  const seen = (who: string, recommendationId: string, days: number, type = "SHOWN") =>
    aTouchpoint({
      identities: [{ kind: "USER_ID", value: who }],
      type: `RECOMMENDATION_${type}`,
      recommendationId,
      occurredAt: day(days),
    });
  return [
    seen("ada", mug, -10),
    seen("ada", mug, -9.9),
    seen("ada", mug, -9.5, "CLICKED"),
    seen("ada", other, -10),
    seen("ada", other, -2.9, "CLICKED"),
    seen("ada", again, -8.5),
    seen("ada", idOf(6, "019f0000-0000-7000-8000-0000000000ff", "sku-06", 4), -60),
    seen("bob", other, -3),
    seen("bob", other, -4, "CLICKED"),
    seen("bob", "rec_x", -3),
    seen("bob", mug.toUpperCase(), -3),
  ];
}
