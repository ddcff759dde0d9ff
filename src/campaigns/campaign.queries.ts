import { GraphQLID } from "graphql";
import { sql } from "../database/sql.ts";
import { fromId } from "../graphql/ids.ts";
import { PEOPLE_READERS } from "../graphql/roles.ts";
import { extendQuery, type Order, one, page } from "../reading/index.ts";
import { campaignStatusEnum, campaignType } from "./campaign.projection.ts";

extendQuery<{ id: string }>("campaign", {
  ...one<undefined, { id: string }>(() => campaignType, {
    about: "One campaign; null where there is none.",
    nullable: true,
    args: { id: { type: () => GraphQLID, about: "The campaign's id.", required: true } },
    table: "campaign",
    where: (row, _parent, { args: { id } }) => sql`${row}.id = ${fromId("cmp", id) ?? null}::uuid`,
  }),
  roles: PEOPLE_READERS,
});

const NEWEST_FIRST: Order = {
  name: "CAMPAIGN_CREATED_DESC",
  direction: "desc",
  keys: ["timestamptz", "uuid"],
  values: (row) => [sql`${row}.created_at`, sql`${row}.id`],
};

extendQuery("campaigns", {
  ...page<undefined, { status?: string | null }>(campaignType, {
    about: "The campaigns, the newest first.",
    args: {
      status: {
        type: () => campaignStatusEnum,
        about: "Only those that stand here; all of them where it is left out.",
      },
    },
    forwardOnly: true,
    table: "campaign",
    key: "id",
    order: () => NEWEST_FIRST,
    where: (row, _parent, { args: { status } }) =>
      status === undefined || status === null ? sql`true` : sql`${row}.status = ${status}`,
  }),
  roles: PEOPLE_READERS,
});
