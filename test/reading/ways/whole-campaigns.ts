import { ESTIMATE } from "../../campaigns/campaigns.ts";
import type { Tables } from "../oracle/tables.ts";
import { idOf } from "../oracle/things.ts";
import { ERASED, MERGED, PLAIN } from "./people.ts";
import type { Asked } from "./serve.ts";

const REPORT = `report {
  audience heldOut pending failed unknown suppressed { reason customers } sent delivered opened clicked converted
  revenue { amount currency } cost { amount currency } variants { variant { name } sent converted rate ${ESTIMATE} probabilityBest }
  lift {
    treatedRate controlRate absolute ${ESTIMATE} relative pValue adjusted ${ESTIMATE} sequential ${ESTIMATE} sequentialPValue
    revenuePerCustomer ${ESTIMATE} enoughData
  }
}`;
const ASSIGNMENTS = `assignments(first: 100) { totalCount nodes {
  customer { id } variant { name } status suppression sentAt subject body convertedAt
} }`;
const of = (selection: string): string => `{ campaigns(first: 100) { nodes { id ${selection} } } }`;
const preview = (id: string, place: number): string =>
  `c${place}: preview(customerId: "${id}") { variant { name } subject body recommendations { id rank } suppression }`;

/** Whole campaigns, which are drawn in parts alone: all that became of everybody, and what some would be sent. */
export function wholeCampaigns({ identities }: Tables): readonly Asked[] {
  const names = ["ada", "bob", "born-1", MERGED, ERASED, ...PLAIN.slice(0, 2)];
  const known = identities.filter(({ value }) => names.includes(value));
  const customers = [...new Set(known.map(({ customer_id }) => idOf("cus", customer_id)))];
  const all = of(`spent { amount } ${REPORT} ${ASSIGNMENTS}`);
  return [
    { role: "ADMIN", query: all, variables: {} },
    { role: "ANALYST", query: all, variables: {} },
    { role: "MARKETER", query: of(customers.map(preview).join(" ")), variables: {} },
  ];
}
