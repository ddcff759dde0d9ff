import { customerType } from "../customers/index.ts";
import { and, raw, type Sql, sql } from "../database/sql.ts";
import { enumOf } from "../graphql/enums.ts";
import { PEOPLE_READERS } from "../graphql/roles.ts";
import {
  column,
  enumeration,
  expression,
  extend,
  extendAll,
  type Order,
  one,
  page,
  projection,
} from "../reading/index.ts";
import { SMALLEST_GROUP } from "../segments/index.ts";
import { CampaignAssignment } from "./campaign.entity.ts";
import { campaignType, variantType } from "./campaign.projection.ts";
import { MESSAGE_STATUSES } from "./campaign.ts";
import { suppressionReasonEnum } from "./report/report.projection.ts";
import { countsFor, isTold, windowEnd } from "./report/report-need.ts";

const messageStatusEnum = enumOf("MessageStatus", "What has become of a customer's message.", MESSAGE_STATUSES);

const assignmentType = projection<Sql>("CampaignAssignment", {
  about: "What a campaign does to one customer; everybody in its audience has one.",
  roles: PEOPLE_READERS,
});

extendAll(assignmentType, {
  customer: one<Sql>(() => customerType, {
    about: "Who.",
    table: "customer",
    where: (row, assignment) => sql`${row}.id = ${assignment}.customer_id`,
  }),
  variant: one<Sql>(() => variantType, {
    about: "Which message; null: held out.",
    nullable: true,
    table: "campaign_variant",
    where: (row, assignment) => sql`${row}.id = ${assignment}.variant_id`,
  }),
  status: enumeration(messageStatusEnum, { about: "What has become of it." }, (row: Sql) => sql`${row}.status`),
  suppression: enumeration(
    suppressionReasonEnum,
    { about: "Why there is no message; null where there is one, or may be.", nullable: true },
    (row: Sql) => sql`${row}.suppression`,
  ),
  sentAt: column(CampaignAssignment, "sentAt", "DateTime", {
    about: "When it left, or may have, or began to; null where it certainly has not.",
    nullable: true,
  }),
  subject: column(CampaignAssignment, "subject", "String", {
    about: "As it was sent, or may have been; null where it has not been, or has none. Personal.",
    nullable: true,
    personal: null,
  }),
  body: column(CampaignAssignment, "body", "String", {
    about: "As it was sent, or may have been, links and all; null where it has not been. Personal.",
    nullable: true,
    personal: null,
  }),
  convertedAt: expression(
    "DateTime",
    {
      about: "When the customer first did the goal within attributionDays of the launch; null where they have not.",
      nullable: true,
    },
    (row: Sql) => sql`(select min(t.occurred_at) from touchpoint t join campaign c on c.id = ${row}.campaign_id
      where t.customer_id = ${row}.customer_id and t.type = c.goal and t.occurred_at >= c.assigned_at
        and t.occurred_at < ${windowEnd(raw("c"))} and ${countsFor(raw("c"))})`,
  ),
});

const BY_CUSTOMER: Order = {
  name: "CUSTOMER_ASC",
  direction: "asc",
  keys: ["uuid"],
  values: (row) => [sql`${row}.customer_id`],
};

extend(
  campaignType,
  "assignments",
  page<Sql>(assignmentType, {
    about: `Everybody in its audience, by the customer's id; nobody before its launch, and where they are fewer than ${SMALLEST_GROUP} people, for roles that may not read personal data.`,
    forwardOnly: true,
    table: "campaign_assignment",
    key: "customer_id, campaign_id",
    order: () => BY_CUSTOMER,
    where: (row, campaign, { reader: { viewer } }) =>
      and([sql`${row}.campaign_id = ${campaign}.id`, isTold(campaign, viewer)]),
  }),
);
