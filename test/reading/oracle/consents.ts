import { type PageArgs, pageOf } from "./pages.ts";
import type { ConsentRow, CustomerRow } from "./tables.ts";
import { byText, seesPersonal, type Things } from "./things.ts";

/** Since when a record speaks: later said, then later received, then the one that refuses, then the greater id. */
export function latest(left: ConsentRow, right: ConsentRow): number {
  const said = right.recorded_at.getTime() - left.recorded_at.getTime();
  const received = right.received_at.getTime() - left.received_at.getTime();
  const refuses = Number(left.status === "GRANTED") - Number(right.status === "GRANTED");
  return said || received || refuses || byText(right.id, left.id);
}

const consentOf = ({ purpose, channel, status, source, proof, recorded_at }: ConsentRow, things: Things): object => ({
  purpose,
  channel,
  status,
  source,
  proof: seesPersonal(things) ? proof : null,
  recordedAt: recorded_at.toISOString(),
});

/** From the newest on, each that no earlier met one has spoken for. */
export function consentsInForce(things: Things, { id }: CustomerRow): object[] {
  const spoken = new Set<string>();
  const own = things.tables.consents.filter(({ customer_id }) => customer_id === id);
  const inForce = own.sort(latest).filter(({ purpose, channel }) => {
    const place = `${purpose} ${channel ?? ""}`;
    const said = spoken.has(`${purpose} `) || spoken.has(place);
    spoken.add(place);
    return !said;
  });
  return inForce
    .sort((left, right) => byText(left.purpose, right.purpose) || byText(left.channel ?? "", right.channel ?? ""))
    .map((row) => consentOf(row, things));
}

/** A cursor's row is known by whose it is and what it says: the API shows no ids of consents. */
export function consentPages(things: Things, args: PageArgs, { id: customer }: CustomerRow): object {
  const list = {
    order: "RECORDED_DESC",
    all: things.tables.consents.toSorted(latest),
    has: ({ customer_id }: ConsentRow) => customer_id === customer,
    id: ({ source, recorded_at }: ConsentRow) => `${source} ${recorded_at.toISOString()}`,
    show: (row: ConsentRow) => consentOf(row, things),
  };
  return pageOf(list, args, things);
}
