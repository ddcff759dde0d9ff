import { GraphQLID } from "graphql";
import { type Sql, sql } from "../../database/sql.ts";
import { PERSONAL_READERS } from "../../graphql/roles.ts";
import {
  computed,
  enumeration,
  expression,
  extend,
  extendAll,
  jsonOf,
  jsonTuple,
  one,
  projection,
} from "../../reading/index.ts";
import { carriedRecommendations } from "../../scoring/index.ts";
import { campaignType, variantType } from "../campaign.projection.ts";
import { suppressionReasonEnum } from "../report/report.projection.ts";
import { PREVIEW_COLUMNS } from "./preview-rows.ts";

const previewType = projection<Sql>("MessagePreview", {
  about: "What a variant would send to a customer at this moment. Its links lead where they lead, and are not counted.",
  roles: PERSONAL_READERS,
});
extendAll(previewType, {
  variant: one<Sql>(() => variantType, {
    about: "Which variant.",
    table: "campaign_variant",
    where: (row, preview) => sql`${row}.id = ${preview}.variant_id`,
  }),
  subject: expression(
    "String",
    { about: "Null where it has none.", nullable: true },
    (row: Sql) => sql`${row}.subject`,
  ),
  body: expression("String", { about: "HTML where the template is HTML, else text." }, (row: Sql) => sql`${row}.body`),
  recommendations: carriedRecommendations("What is recommended in it, the best first.", "recommendations"),
  suppression: enumeration(
    suppressionReasonEnum,
    {
      about: "Why the customer would not get it; null where they would. Quiet hours put off, and suppress nothing.",
      nullable: true,
    },
    (row: Sql) => sql`${row}.suppression`,
  ),
});

extend(
  campaignType,
  "preview",
  computed<Sql, { customerId: string }>({
    of: () => previewType,
    about:
      "What each variant would send to a customer, whether they are in its audience or not; empty for a customer that there is not.",
    roles: PERSONAL_READERS,
    args: { customerId: { type: () => GraphQLID, about: "The customer.", required: true } },
    computer: "campaigns",
    what: "preview",
    columns: PREVIEW_COLUMNS,
    rows: () => 20,
    needs: (campaign) => jsonTuple([jsonOf(sql`${campaign}.id`)]),
  }),
);
