import { CATALOGUE_READERS } from "../graphql/roles.ts";
import { constant, expression, extendAll, extendQuery, projection } from "../reading/index.ts";
import { shopCurrency } from "./money.projection.ts";

const shopType = projection<undefined>("Shop", {
  about: "The shop that this deployment serves.",
  roles: CATALOGUE_READERS,
});

extendAll(shopType, {
  name: expression("String", { about: "The shop's name." }, (_row, { reader }) => constant(reader.shop.name)),
  currency: expression(
    "String",
    { about: "ISO 4217: the currency of all totals; XXX (no currency) before the first amount fixes it." },
    () => shopCurrency,
  ),
  timeZone: expression(
    "String",
    { about: "The IANA time zone in which the shop's days, weeks and months begin." },
    (_row, { reader }) => constant(reader.shop.timeZone),
  ),
});

extendQuery("shop", {
  about: "The shop: its name, currency and time zone.",
  roles: CATALOGUE_READERS,
  type: () => shopType.type,
  sql: (_row, call) => call.object(shopType, undefined),
});
