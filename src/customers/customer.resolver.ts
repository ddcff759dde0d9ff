import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Extensions, FieldResolver, Info, Mutation, Resolver, Root } from "type-graphql";
import type { WriteContext } from "../graphql/context.ts";
import { WRITERS } from "../graphql/roles.ts";
import { fieldError } from "../graphql/user-errors.ts";
import type { Answers } from "../reading/index.ts";
import { UpsertCustomerInput, UpsertCustomerPayload } from "./customer.graphql.ts";
import { customerType } from "./customer.projection.ts";
import type { FollowsCustomer } from "./follows-customer.ts";
import { upsertCustomer } from "./upsert-customer.ts";

export interface CustomersContext extends WriteContext {
  readonly answers: Answers;
  readonly followsCustomer: readonly FollowsCustomer[];
}

@Resolver(() => UpsertCustomerPayload)
export class CustomerResolver {
  @Mutation(() => UpsertCustomerPayload, {
    description: "Makes a customer or adds what is said of one. Facts older than those known change nothing.",
  })
  @Extensions({ roles: WRITERS })
  async upsertCustomer(
    @Arg("input", () => UpsertCustomerInput, { description: "Who it is and what is said." }) input: UpsertCustomerInput,
    @Ctx() context: CustomersContext,
  ): Promise<UpsertCustomerPayload> {
    const { followsCustomer, now } = context;
    const outcome = await context.transaction((manager) => upsertCustomer(manager, followsCustomer, input, now));
    if ("refusals" in outcome) {
      const userErrors = outcome.refusals.map(({ code, message, path }) =>
        fieldError(code, message, ["input", ...path]),
      );
      return { created: false, userErrors };
    }
    return { ...outcome, userErrors: [] };
  }

  @FieldResolver(() => customerType.type, { nullable: true })
  customer(@Root() payload: UpsertCustomerPayload, @Info() info: GraphQLResolveInfo, @Ctx() context: CustomersContext) {
    return payload.customerId === undefined ? null : context.answers.byId(customerType, payload.customerId, info);
  }
}
