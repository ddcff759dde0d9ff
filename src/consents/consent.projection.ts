import { customerType } from "../customers/index.ts";
import { type Sql, sql } from "../database/sql.ts";
import { PEOPLE_READERS } from "../graphql/roles.ts";
import { column, enumeration, extendAll, list, type Order, page, projection } from "../reading/index.ts";
import { ChannelEnum } from "../touchpoints/index.ts";
import { Consent } from "./consent.entity.ts";
import { ConsentPurposeEnum, ConsentStatusEnum } from "./consent.enums.graphql.ts";
import { isInForce, newness } from "./newest-wins.ts";

export const consentType = projection<Sql>("Consent", {
  about: "What a person said of a purpose, as it was recorded.",
  roles: PEOPLE_READERS,
});

extendAll(consentType, {
  purpose: enumeration(ConsentPurposeEnum, { about: "What is allowed or refused." }, (row) => sql`${row}.purpose`),
  channel: enumeration(
    ChannelEnum,
    { about: "Where; null where it is for all channels.", nullable: true },
    (row) => sql`${row}.channel`,
  ),
  status: enumeration(ConsentStatusEnum, { about: "What the person said." }, (row) => sql`${row}.status`),
  source: column(Consent, "source", "String", { about: "Who told of it." }),
  proof: column(Consent, "proof", "String", {
    about: "What shows it; null where nothing was given. Personal.",
    nullable: true,
    personal: null,
  }),
  recordedAt: column(Consent, "recordedAt", "DateTime", { about: "When the person said so." }),
});

const NEWEST_FIRST: Order = {
  name: "RECORDED_DESC",
  direction: "desc",
  keys: ["timestamptz", "timestamptz", "boolean", "uuid"],
  values: newness,
};

extendAll(customerType, {
  consents: list<Sql>(() => consentType, {
    about:
      "What is in force now of what was said: the newest for each purpose and channel, by purpose and channel. A newer one for all channels takes the place of those of single channels. Empty where nothing was said: the shop's settings then decide.",
    table: "consent",
    where: (row, customer) => sql`${row}.customer_id = ${customer}.id and ${isInForce(row)}`,
    order: (row) => sql`${row}.purpose, ${row}.channel nulls first`,
  }),
  consentHistory: page<Sql>(consentType, {
    about: "All that was ever said, the newest first.",
    forwardOnly: true,
    table: "consent",
    key: "customer_id, id",
    order: () => NEWEST_FIRST,
    where: (row, customer) => sql`${row}.customer_id = ${customer}.id`,
  }),
});
