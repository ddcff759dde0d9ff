import type { Row } from "../measure.ts";
import { CASE_NAMES, type CaseName } from "../queries.ts";
import type { ServerName } from "../servers/start.ts";
import { type Outcome, ofFloor } from "./outcome.ts";

const TITLES: Record<CaseName, string> = {
  list: "20 customers with 10 touchpoints each",
  deep: "the same page, at 90 % of the list",
  segments: "the first page, with the customers' segments",
  customer: "one customer's whole page",
  product: "one product with prices and offers",
};
const SERVERS: Record<ServerName, { name: string; colour: string }> = {
  floor: { name: "node:http + pg, SQL by hand", colour: "#94a3b8" },
  tributary: { name: "Tributary", colour: "#0f766e" },
  postgraphile: { name: "PostGraphile 5", colour: "#b45309" },
  classical: { name: "Apollo + TypeORM + DataLoader", colour: "#9f1239" },
};
const ORDER: readonly ServerName[] = ["floor", "tributary", "postgraphile", "classical"];

const [WIDTH, NAMES, BAR, GAP, HEAD] = [820, 230, 18, 5, 34];
const LONGEST = WIDTH - NAMES - 170;
const USUAL_CONNECTIONS = 16;

/** Requests a second of every server as bars, one group a query; read on white and on black. */
export function chart({ rows, machine, sizes }: Outcome): string {
  const counts = [...new Set(rows.map(({ connections }) => connections))];
  const connections = counts.includes(USUAL_CONNECTIONS) ? USUAL_CONNECTIONS : Math.max(...counts);
  let top = 52;
  const groups = CASE_NAMES.map((name) => {
    const shown = ORDER.flatMap((server) =>
      rows.filter((row) => row.case === name && row.server === server && row.connections === connections),
    );
    const drawn = group(rows, name, shown, top);
    top += HEAD + shown.length * (BAR + GAP) + 12;
    return drawn;
  });
  const touchpoints = sizes.touchpoints.toLocaleString("en-GB");
  const subtitle = `${connections} connections, ${touchpoints} touchpoints, ${machine.cores} cores for servers, database and load together`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" font-family="system-ui, sans-serif" font-size="13" role="img">
<title>Requests a second, by query and server</title>
<rect width="100%" height="100%" rx="8" fill="#ffffff"/>
${text(16, 24, "Requests a second", 'font-size="16" font-weight="600"')}
${text(16, 43, subtitle, 'fill="#475569"')}
${groups.join("\n")}
</svg>
`;
}

function group(rows: readonly Row[], name: CaseName, shown: readonly Row[], top: number): string {
  const most = Math.max(...shown.map((row) => row.requestsPerSecond));
  const bars = shown.map((row, index) => {
    const y = top + HEAD + index * (BAR + GAP);
    const length = Math.max(1, (row.requestsPerSecond / most) * LONGEST);
    const { name: server, colour } = SERVERS[row.server];
    const share = row.server === "floor" ? "" : `, ${ofFloor(rows, row).toFixed(2)} of the floor`;
    return [
      text(NAMES - 8, y + 13, server, 'text-anchor="end" fill="#1e293b"'),
      `<rect x="${NAMES}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="2" fill="${colour}"/>`,
      text(NAMES + length + 6, y + 13, `${row.requestsPerSecond.toFixed(0)}${share}`, 'fill="#1e293b"'),
    ].join("\n");
  });
  return [text(16, top + 24, TITLES[name], 'font-weight="600" fill="#0f172a"'), ...bars].join("\n");
}

const text = (x: number, y: number, words: string, attributes: string): string =>
  `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${words}</text>`;
