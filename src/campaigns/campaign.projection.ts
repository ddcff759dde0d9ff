import { type Sql, sql } from "../database/sql.ts";
import { enumOf } from "../graphql/enums.ts";
import { EVERYONE, type HasRole, PEOPLE_READERS } from "../graphql/roles.ts";
import {
  column,
  enumeration,
  extend,
  extendAll,
  id,
  inline,
  jsonAsIs,
  list,
  one,
  projection,
} from "../reading/index.ts";
import { SMALLEST_GROUP, segmentType } from "../segments/index.ts";
import { money, shopCurrency } from "../shop/index.ts";
import { ChannelEnum, TouchpointTypeEnum, touchpointType } from "../touchpoints/index.ts";
import { Campaign, CampaignVariant } from "./campaign.entity.ts";
import { CAMPAIGN_STATUSES } from "./campaign.ts";
import { isTold, spentOn } from "./report/report-need.ts";

export const campaignStatusEnum = enumOf("CampaignStatus", "Where a campaign stands.", CAMPAIGN_STATUSES);

export const campaignType = projection<Sql>("Campaign", {
  about: "Messages to the customers of a segment, sent to make them do something, and what they changed.",
  roles: PEOPLE_READERS,
  node: {
    prefix: "cmp",
    roles: PEOPLE_READERS,
    table: "campaign",
    where: (row, uuids) => sql`${row}.id = any(${uuids}::uuid[])`,
  },
});

export const variantType = projection<Sql>("CampaignVariant", {
  about: "One of the messages that a campaign compares.",
  roles: PEOPLE_READERS,
});

extendAll(variantType, {
  id: id("var", { about: "Carries the type: var_ and 32 hex digits." }),
  name: column(CampaignVariant, "name", "String", { about: "Its name, one of a kind in the campaign." }),
  weight: column(CampaignVariant, "weight", "Float", {
    about: "Its part of those who are not held out, beside the other variants' weights.",
  }),
  channel: enumeration(ChannelEnum, { about: "How it is sent." }, (row: Sql) => sql`${row}.channel`),
  subject: column(CampaignVariant, "subject", "String", {
    about: "The template of its subject, in Liquid; null where it has none.",
    nullable: true,
  }),
  body: column(CampaignVariant, "body", "String", {
    about: "The template of its body, in Liquid; docs/campaign-templates.md lists the variables.",
  }),
  recommendationSlots: column(CampaignVariant, "recommendationSlots", "Int", {
    about: "How many products are recommended in it.",
  }),
});

const capType = projection<Sql>("FrequencyCap", {
  about: "Whoever has had so many messages, of all campaigns together, gets none of this one.",
  roles: PEOPLE_READERS,
});
extendAll(capType, {
  messages: column(Campaign, "capMessages", "Int", { about: "So many." }),
  perDays: column(Campaign, "capPerDays", "Int", { about: "In the last so many times 24 hours." }),
});

const quietType = projection<Sql>("QuietHours", {
  about: "When nothing is sent: what is due then waits for their end.",
  roles: PEOPLE_READERS,
});
extendAll(quietType, {
  from: column(Campaign, "quietFrom", "String", { about: "Such as 21:00." }),
  to: column(Campaign, "quietTo", "String", { about: "Such as 08:00, on the next day where it is earlier." }),
  timeZone: column(Campaign, "quietTimeZone", "String", {
    about: "IANA; of customers whose own time zone is not known.",
  }),
});

const SMALL = `0 where the audience is fewer than ${SMALLEST_GROUP} people, for roles that may not read personal data`;

function toldTo(campaign: Sql, viewer: HasRole, amount: Sql): Sql {
  const told = isTold(campaign, viewer);
  return told === undefined ? amount : sql`case when ${told} then ${amount} else 0 end`;
}

const amount = (column: Sql) => (row: Sql) => ({ amount: sql`${row}.${column}`, currency: sql`${row}.currency` });

extendAll(campaignType, {
  id: id("cmp", { about: "Carries the type: cmp_ and 32 hex digits.", roles: EVERYONE }),
  name: column(Campaign, "name", "String", { about: "Its name for people; customers may see it in templates." }),
  goal: enumeration(
    TouchpointTypeEnum,
    { about: "What customers are to do; whoever does it within attributionDays has converted." },
    (row) => sql`${row}.goal`,
  ),
  status: enumeration(campaignStatusEnum, { about: "Where it stands." }, (row) => sql`${row}.status`),
  segment: one<Sql>(() => segmentType, {
    about: "Whose members are its audience at the moment of its launch.",
    table: "segment",
    where: (row, campaign) => sql`${row}.id = ${campaign}.segment_id`,
  }),
  channels: {
    about: "The channels of its variants, by name.",
    type: () => ChannelEnum,
    list: true,
    sql: (row) =>
      jsonAsIs(sql`(select json_agg(v.channel order by v.channel) from (select distinct v.channel from campaign_variant v
        where v.campaign_id = ${row}.id) v)`),
  },
  startsAt: column(Campaign, "startsAt", "DateTime", {
    about: "When it launches by itself once it is SCHEDULED; null where it is launched by hand.",
    nullable: true,
  }),
  endsAt: column(Campaign, "endsAt", "DateTime", {
    about: "When it is COMPLETED whatever is still to be sent; null where every message is to be decided on.",
    nullable: true,
  }),
  holdoutShare: column(Campaign, "holdoutShare", "Float", {
    about:
      "The share of the audience that gets no message, drawn by lot, 0 to 0.5: for measuring what the messages changed.",
  }),
  frequencyCap: inline(
    capType,
    {
      about: "Null where there is none.",
      nullable: true,
      when: (row) => sql`${row}.cap_messages is not null`,
    },
    (row: Sql) => row,
  ),
  quietHours: inline(
    quietType,
    { about: "Null where there are none.", nullable: true, when: (row) => sql`${row}.quiet_from is not null` },
    (row: Sql) => row,
  ),
  budget: money(
    { about: "What its messages may cost at most; null where nothing bounds it.", nullable: true },
    amount(sql`budget`),
  ),
  costPerMessage: money(
    { about: "What one message costs; null where nobody said.", nullable: true },
    amount(sql`cost_per_message`),
  ),
  spent: money(
    { about: `costPerMessage for each message that has left, or may have; ${SMALL}.` },
    (row: Sql, { reader }) => ({
      amount: toldTo(row, reader.viewer, spentOn(row)),
      currency: sql`coalesce(${row}.currency, ${shopCurrency})`,
    }),
  ),
  attributionDays: column(Campaign, "attributionDays", "Int", {
    about: "For so many times 24 hours from its launch on, what customers do counts for it.",
  }),
  variants: list<Sql>(() => variantType, {
    about: "The messages that it compares, in the order in which they were given.",
    table: "campaign_variant",
    where: (row, campaign) => sql`${row}.campaign_id = ${campaign}.id`,
    order: (row) => sql`${row}.place`,
  }),
  version: column(Campaign, "version", "Int", { about: "Counts its changes from 1; for expectedVersion." }),
  createdAt: column(Campaign, "createdAt", "DateTime", { about: "When it was made." }),
  updatedAt: column(Campaign, "updatedAt", "DateTime", { about: "When it was last changed or moved." }),
});

extend(
  touchpointType,
  "campaign",
  one<Sql>(() => campaignType, {
    about: "The campaign that it belongs to; null where it belongs to none.",
    nullable: true,
    table: "campaign",
    where: (row, touchpoint) => sql`${row}.id = ${touchpoint}.campaign_id`,
  }),
);
