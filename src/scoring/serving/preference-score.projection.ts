import { GraphQLID } from "graphql";
import { customerType } from "../../customers/index.ts";
import { type Sql, sql } from "../../database/sql.ts";
import { badUserInput, limitExceeded } from "../../graphql/errors.ts";
import { PEOPLE_READERS } from "../../graphql/roles.ts";
import { modelType } from "../../models/index.ts";
import { productType } from "../../products/index.ts";
import { computed, expression, extend, extendAll, list, one, projection } from "../../reading/index.ts";
import { customerNeed } from "./customer-need.ts";
import type { PreferenceArgs } from "./preference-rows.ts";
import { isStillThere } from "./still-shown.ts";

const MOST_PRODUCTS = 1_000;

const contributionType = projection<Sql>("ScoreContribution", {
  about: "What one feature adds to a linear score: w_i * X_i.",
  roles: PEOPLE_READERS,
});
extendAll(contributionType, {
  feature: expression(
    "String",
    { about: "The feature's name; docs/science.md says what each is." },
    (row: Sql) => sql`${row}.feature`,
  ),
  weight: expression("Float", { about: "w_i: its weight in the model." }, (row: Sql) => sql`${row}.weight`),
  value: expression(
    "Float",
    { about: "X_i: its value for this customer and product." },
    (row: Sql) => sql`${row}.value`,
  ),
  contribution: expression("Float", { about: "w_i * X_i." }, (row: Sql) => sql`${row}.contribution`),
});

const preferenceType = projection<Sql>("PreferenceScore", {
  about:
    "How probable it is that a customer comes to have a product within the model's horizon, and how that comes about.",
  roles: PEOPLE_READERS,
});
extendAll(preferenceType, {
  product: one<Sql>(() => productType, {
    about: "The product.",
    table: "product",
    where: (row, score) => sql`${row}.id = ${score}.product_id`,
  }),
  score: expression(
    "Float",
    {
      about:
        "The probability, 0 to 1: the calibrated linearScore. model.parameters.learned.horizonDays says within how many days.",
    },
    (row: Sql) => sql`${row}.score`,
  ),
  contributions: list<Sql>(() => contributionType, {
    about: "What each feature adds, in the model's order.",
    table: (score) =>
      sql`select c.* from rows from (json_to_recordset(${score}.contributions) as (feature text, weight float8, value float8, contribution float8))
        with ordinality as c (feature, weight, value, contribution, place)`,
    order: (row) => sql`${row}.place`,
  }),
  intercept: expression(
    "Float",
    { about: "The linear score without any feature." },
    (row: Sql) => sql`${row}.intercept`,
  ),
  linearScore: expression(
    "Float",
    { about: "intercept + the sum of the contributions." },
    (row: Sql) => sql`${row}.linear_score`,
  ),
  model: one<Sql>(() => modelType, {
    about: "The model that it comes from; null where it is no longer kept.",
    nullable: true,
    table: "model",
    where: (row, score) => sql`${row}.id = ${score}.model_id`,
  }),
});

extend(
  customerType,
  "preferenceScores",
  computed<Sql, PreferenceArgs>({
    of: () => preferenceType,
    computer: "scoring",
    what: "preferenceScores",
    columns: {
      product_id: "uuid",
      score: "float8",
      intercept: "float8",
      linear_score: "float8",
      model_id: "uuid",
      contributions: "json",
    },
    about:
      "How probable it is that the customer comes to have each of these products, in their order. Left out are products that do not exist or came after the model was trained; empty before the first training and where the customer refuses personalisation.",
    roles: PEOPLE_READERS,
    args: { productIds: { type: () => [GraphQLID], about: `The products, at most ${MOST_PRODUCTS}.`, required: true } },
    rows: ({ productIds }) => productIds.length,
    check: ({ productIds }, _viewer, path) => {
      const count = productIds.length;
      if (count === 0) throw badUserInput("productIds is empty.", [...path, "productIds"]);
      if (count <= MOST_PRODUCTS) return;
      throw limitExceeded(`productIds has ${count} ids; at most ${MOST_PRODUCTS}.`, MOST_PRODUCTS, count);
    },
    needs: (customer, { reader }) => customerNeed(customer, reader),
    where: isStillThere,
  }),
);
