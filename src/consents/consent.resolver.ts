import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Extensions, FieldResolver, Info, Mutation, Resolver, Root } from "type-graphql";
import { type CustomersContext, customerType } from "../customers/index.ts";
import { type Sql, sql } from "../database/sql.ts";
import { EVERYONE, WRITERS } from "../graphql/roles.ts";
import { fieldError } from "../graphql/user-errors.ts";
import { RecordConsentInput, RecordConsentPayload } from "./consent.graphql.ts";
import { consentType } from "./consent.projection.ts";
import { recordConsent } from "./record-consent.ts";

@Resolver(() => RecordConsentPayload)
@Extensions({ roles: EVERYONE })
export class ConsentResolver {
  @Mutation(() => RecordConsentPayload, {
    description:
      "Records what a person allows or refuses. Nothing recorded is ever changed: the newest of a purpose and channel is in force.",
  })
  @Extensions({ roles: WRITERS })
  async recordConsent(
    @Arg("input", () => RecordConsentInput, { description: "Who said what." }) input: RecordConsentInput,
    @Ctx() { followsCustomer, now, transaction }: CustomersContext,
  ): Promise<RecordConsentPayload> {
    const outcome = await transaction((manager) => recordConsent(manager, followsCustomer, input, now));
    if (!("refusals" in outcome)) return { ...outcome, userErrors: [] };
    const userErrors = outcome.refusals.map(({ code, message, path }) => fieldError(code, message, ["input", ...path]));
    return { userErrors };
  }

  @FieldResolver(() => customerType.type, { nullable: true })
  customer(
    @Root() { customerId }: RecordConsentPayload,
    @Info() info: GraphQLResolveInfo,
    @Ctx() { answers }: CustomersContext,
  ) {
    return customerId === undefined ? null : answers.byId(customerType, customerId, info);
  }

  @FieldResolver(() => consentType.type, { nullable: true })
  consent(
    @Root() { customerId, consentId }: RecordConsentPayload,
    @Info() info: GraphQLResolveInfo,
    @Ctx() { answers }: CustomersContext,
  ) {
    if (customerId === undefined || consentId === undefined) return null;
    const where = (row: Sql) => sql`${row}.customer_id = ${customerId}::uuid and ${row}.id = ${consentId}::uuid`;
    return answers.row(consentType, { table: "consent", where }, info);
  }
}
