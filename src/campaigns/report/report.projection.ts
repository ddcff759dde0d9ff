import { raw, type Sql, sql } from "../../database/sql.ts";
import { enumOf } from "../../graphql/enums.ts";
import { PEOPLE_READERS } from "../../graphql/roles.ts";
import {
  computed,
  enumeration,
  expression,
  extend,
  extendAll,
  inline,
  list,
  one,
  projection,
} from "../../reading/index.ts";
import { estimateType } from "../../scoring/index.ts";
import { SMALLEST_GROUP } from "../../segments/index.ts";
import { money } from "../../shop/index.ts";
import { campaignType, variantType } from "../campaign.projection.ts";
import { SUPPRESSION_REASONS } from "../campaign.ts";
import { reportNeed } from "./report-need.ts";
import { REPORT_COLUMNS } from "./report-row.ts";

const CONFIDENCE = 0.95;

export const suppressionReasonEnum = enumOf(
  "SuppressionReason",
  "Why a customer is not sent a message, in the order in which it is asked: the first that holds is told.",
  SUPPRESSION_REASONS,
);

const suppressionType = projection<Sql>("Suppression", {
  about: "How many customers were not messaged for a reason.",
  roles: PEOPLE_READERS,
});
extendAll(suppressionType, {
  reason: enumeration(suppressionReasonEnum, { about: "Why." }, (row) => sql`${row}.reason`),
  customers: expression("Int", { about: "How many." }, (row) => sql`${row}.customers`),
});

const part = (row: Sql, name: string): Sql => sql`(${row}.lift ->> ${raw(`'${name}'`)})`;
const float = (row: Sql, name: string): Sql => sql`${part(row, name)}::float8`;

const estimated = (name: string, about: string, nullable = false) =>
  inline<Sql, ReturnType<typeof estimateOf>>(
    estimateType,
    { about, ...(nullable && { nullable, when: (row: Sql) => sql`${part(row, name)} is not null` }) },
    (row) => estimateOf(row, name),
  );

function estimateOf(row: Sql, name: string) {
  const of = (end: string): Sql => sql`(${row}.lift -> ${raw(`'${name}'`)} ->> ${raw(`'${end}'`)})::float8`;
  return { value: of("value"), low: of("low"), high: of("high"), confidence: CONFIDENCE };
}

const liftType = projection<Sql>("LiftEstimate", {
  about:
    "What the campaign changed: everybody who was assigned a variant beside everybody who was held out, whether a message reached them or not (intention to treat). docs/science.md tells the methods.",
  roles: PEOPLE_READERS,
});
extendAll(liftType, {
  treatedRate: expression(
    "Float",
    { about: "The share of those with a variant who did the goal, 0 to 1." },
    (row: Sql) => float(row, "treatedRate"),
  ),
  controlRate: expression("Float", { about: "The share of those held out who did it, 0 to 1." }, (row: Sql) =>
    float(row, "controlRate"),
  ),
  absolute: estimated(
    "absolute",
    "treatedRate - controlRate, with Welch's interval: right for one look, at a moment that was agreed on. From -1 to 1 while nothing can be reckoned.",
  ),
  relative: expression(
    "Float",
    { about: "The difference as a share of controlRate; null where that is 0.", nullable: true },
    (row: Sql) => float(row, "relative"),
  ),
  pValue: expression(
    "Float",
    { about: "Of absolute: how often as large a difference would come about by chance alone. For one look." },
    (row: Sql) => float(row, "pValue"),
  ),
  adjusted: estimated(
    "adjusted",
    "The same difference with less noise, by what customers had done in the 90 days before (CUPED); for one look. Null where that tells nothing.",
    true,
  ),
  sequential: estimated(
    "sequential",
    "The same difference with an interval that is right however often one looks (Robbins' normal mixture): the one to stop a campaign by.",
  ),
  sequentialPValue: expression(
    "Float",
    { about: "Of sequential: below 0.05 at any look in at most 5 of 100 campaigns that change nothing." },
    (row: Sql) => float(row, "sequentialPValue"),
  ),
  revenuePerCustomer: estimated(
    "revenuePerCustomer",
    "The difference in revenue for each customer, in the shop's currency, with Welch's interval, for one look; null until enough have bought in both arms: at least 20, and more where amounts differ much.",
    true,
  ),
  enoughData: expression(
    "Boolean",
    {
      about:
        "Whether the intervals of the rates may be believed: in both arms at least 20 customers have done the goal, and 20 have not. If not, it cannot be said yet whether the campaign changed anything.",
    },
    (row: Sql) => sql`${part(row, "enoughData")}::boolean`,
  ),
});

const variantReportType = projection<Sql>("VariantReport", {
  about: "How one variant did.",
  roles: PEOPLE_READERS,
});
extendAll(variantReportType, {
  variant: one<Sql>(() => variantType, {
    about: "Which one.",
    table: "campaign_variant",
    where: (row, report) => sql`${row}.id = ${report}.variant_id`,
  }),
  sent: expression(
    "Int",
    { about: "How many of its messages have left: SENT, DELIVERED or BOUNCED." },
    (row: Sql) => sql`${row}.sent`,
  ),
  converted: expression(
    "Int",
    { about: "How many of those who were assigned it did the goal, whether a message reached them or not." },
    (row: Sql) => sql`${row}.converted`,
  ),
  rate: inline(
    estimateType,
    { about: "Their share of all who were assigned it, with Wilson's interval; 0, from 0 to 1, where nobody was." },
    (row: Sql) => ({ value: sql`${row}.value`, low: sql`${row}.low`, high: sql`${row}.high`, confidence: CONFIDENCE }),
  ),
  probabilityBest: expression(
    "Float",
    { about: "How likely its true rate is the highest of all variants, 0 to 1; those of all variants sum to 1." },
    (row: Sql) => sql`${row}.probability_best`,
  ),
});

const SMALL = `0 where the audience is fewer than ${SMALLEST_GROUP} people, for roles that may not read personal data`;

const reportType = projection<Sql>("CampaignReport", {
  about: `Everybody in the campaign's audience is counted once: audience = heldOut + pending + failed + unknown + sent + those suppressed for other reasons than HELD_OUT. All of it is ${SMALL}.`,
  roles: PEOPLE_READERS,
});

const count = (column: string, about: string) => expression("Int", { about }, (row: Sql) => sql`${row}.${raw(column)}`);

extendAll(reportType, {
  withheld: expression(
    "Boolean",
    {
      about: `Whether nothing is told: the audience is fewer than ${SMALLEST_GROUP} people, and the role may not read personal data. Then all figures are 0.`,
    },
    (row: Sql) => sql`${row}.withheld`,
  ),
  audience: count("audience", "How many customers were assigned when it was launched."),
  heldOut: count("held_out", "How many of them get no message, for comparison."),
  pending: count(
    "pending",
    "Whose message waits, or is on its way out at this moment; of what waits when the campaign is over, nothing leaves.",
  ),
  failed: count("failed", "Whose message could not be sent."),
  unknown: count("unknown", "Whose message may have left, and nobody can tell; it is not sent again."),
  suppressed: list<Sql>(() => suppressionType, {
    about: `Who was not messaged, by reason: those that occurred, in the order in which they are asked; without those of fewer than ${SMALLEST_GROUP} people, for roles that may not read personal data.`,
    table: (row) => sql`select * from json_to_recordset(${row}.suppressed) as s (reason text, customers int)`,
    order: (row) => sql`array_position(${Object.keys(SUPPRESSION_REASONS)}::text[], ${row}.reason)`,
  }),
  sent: count("sent", "Whose message has left: SENT, DELIVERED or BOUNCED."),
  delivered: count("delivered", "Whose message is known to have arrived."),
  opened: count("opened", "Who opened it, or followed a link in it."),
  clicked: count("clicked", "Who followed a link in it."),
  converted: count(
    "converted",
    "How many of those who were assigned a variant did the goal within attributionDays, whether a message reached them or not.",
  ),
  revenue: money({ about: "What they bought in that time, net of refunds, without cancelled orders." }, (row: Sql) => ({
    amount: sql`${row}.revenue`,
    currency: sql`${row}.currency`,
  })),
  cost: money(
    { about: "What its messages have cost: costPerMessage for each that has left, or may have." },
    (row: Sql) => ({
      amount: sql`${row}.cost`,
      currency: sql`${row}.cost_currency`,
    }),
  ),
  lift: inline(
    liftType,
    {
      about: `What it changed; null where nobody was held out, or everybody, where the goal is something that only who is messaged can do, and where an arm is fewer than ${SMALLEST_GROUP} people, for roles that may not read personal data.`,
      nullable: true,
      when: (row: Sql) => sql`${row}.lift is not null`,
    },
    (row: Sql) => row,
  ),
  variants: list<Sql>(() => variantReportType, {
    about: `How each variant did, in their order; without those of fewer than ${SMALLEST_GROUP} people, for roles that may not read personal data.`,
    table: (row) =>
      sql`select * from rows from (json_to_recordset(${row}.variants) as (variant_id uuid, sent int, converted int, value float8,
        low float8, high float8, probability_best float8)) with ordinality
        as v (variant_id, sent, converted, value, low, high, probability_best, place)`,
    order: (row) => sql`${row}.place`,
  }),
});

extend(
  campaignType,
  "report",
  computed<Sql>({
    of: () => reportType,
    single: true,
    about:
      "What has become of it so far: what was sent, who converted within attributionDays of the launch, and what it changed.",
    computer: "campaigns",
    what: "report",
    columns: REPORT_COLUMNS,
    needs: (campaign, { reader }) => reportNeed(campaign, reader),
  }),
);
