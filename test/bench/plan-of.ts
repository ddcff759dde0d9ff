import type { DataSource } from "typeorm";

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly Plans?: readonly PlanNode[];
}

/**
 * How PostgreSQL runs a statement that has come often enough to keep one plan for all values: its nodes with their tables and
 * indexes, without figures. The partitions of a table are told once, with how many they are.
 */
export function planOf(dataSource: DataSource, text: string, values: readonly unknown[]): Promise<string[]> {
  return dataSource.transaction(async (manager) => {
    await manager.query("set local plan_cache_mode = force_generic_plan");
    await manager.query(`prepare explained as ${text}`);
    const given = values.map((value) => (value === null ? "null" : `'${String(value)}'`)).join(", ");
    const rows: { "QUERY PLAN": { Plan: PlanNode }[] }[] = await manager.query(
      `explain (costs off, format json) execute explained${given === "" ? "" : `(${given})`}`,
    );
    await manager.query("deallocate explained");
    return rows.flatMap((row) => row["QUERY PLAN"].flatMap(({ Plan }) => linesOf(Plan)));
  });
}

function linesOf(node: PlanNode): string[] {
  const { "Relation Name": table, "Index Name": index, Plans: children = [] } = node;
  const own = [node["Node Type"], table && `on ${table}`, index && `by ${index}`].filter(Boolean).join(" ");
  const line = own.replaceAll(/touchpoint_\d{4}_\d{2}/g, "touchpoint_<month>");
  return [line, ...onceEach(children.map((child) => linesOf(child).join("\n"))).map(indented)];
}

/** Equal neighbours as one. */
function onceEach(blocks: readonly string[]): string[] {
  const runs: { block: string; times: number }[] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    if (last?.block === block) last.times += 1;
    else runs.push({ block, times: 1 });
  }
  return runs.map(({ block, times }) => (times === 1 ? block : `${times} times: ${block}`));
}

const indented = (block: string): string => block.replaceAll(/^/gm, "  ");
