import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Extensions, FieldResolver, Info, Mutation, Resolver, Root } from "type-graphql";
import { type CustomersContext, customerType } from "../customers/index.ts";
import { textFault } from "../database/text.ts";
import { forbidden } from "../graphql/errors.ts";
import { EVERYONE, type Viewer, WRITERS } from "../graphql/roles.ts";
import { fieldError, type UserError } from "../graphql/user-errors.ts";
import type { Answers } from "../reading/index.ts";
import type { Ingestion } from "./ingestion.ts";
import type { Outcome } from "./outcome.ts";
import { recordTouchpoints } from "./record-touchpoints.ts";
import { RecordTouchpointsInput } from "./touchpoint.graphql.ts";
import { RecordTouchpointsPayload, TouchpointOutcome } from "./touchpoint.payload.graphql.ts";
import { touchpointType } from "./touchpoint.projection.ts";
import { isOfOrder } from "./types.ts";

const MOST_TOUCHPOINTS = 1000;

interface TouchpointsContext extends CustomersContext {
  readonly ingestion: Ingestion;
  readonly answers: Answers;
}

@Resolver()
export class RecordTouchpointsResolver {
  @Mutation(() => RecordTouchpointsPayload, {
    description:
      "Takes in up to 1,000 touchpoints, each once by its messageId and each by itself. A storefront key may send those of ANONYMOUS_ID alone, and none of orders or messages.",
  })
  @Extensions({ roles: [...WRITERS, "STOREFRONT"], check: checkVisitor })
  async recordTouchpoints(
    @Arg("input", () => RecordTouchpointsInput, { description: "The touchpoints." }) input: RecordTouchpointsInput,
    @Ctx() { ingestion, viewer, now }: TouchpointsContext,
  ): Promise<RecordTouchpointsPayload> {
    const userErrors = refusals(input);
    if (userErrors.length > 0) return { outcomes: [], userErrors };
    const { touchpoints, source } = input;
    const options = { source: source ?? "api", keeping: "30 days", now } as const;
    const outcomes = await recordTouchpoints(ingestion, touchpoints, options);
    return { outcomes: viewer.role === "STOREFRONT" ? outcomes.map(withoutOthers) : outcomes, userErrors };
  }
}

@Resolver(() => TouchpointOutcome)
@Extensions({ roles: EVERYONE })
export class TouchpointOutcomeResolver {
  @FieldResolver(() => touchpointType.type, { nullable: true })
  touchpoint(
    @Root() { touchpointId }: TouchpointOutcome,
    @Info() info: GraphQLResolveInfo,
    @Ctx() context: TouchpointsContext,
  ) {
    return touchpointId === undefined ? null : context.answers.byId(touchpointType, touchpointId, info);
  }

  @FieldResolver(() => customerType.type, { nullable: true })
  customer(
    @Root() { customerId }: TouchpointOutcome,
    @Info() info: GraphQLResolveInfo,
    @Ctx() context: TouchpointsContext,
  ) {
    return customerId === undefined ? null : context.answers.byId(customerType, customerId, info);
  }
}

/** Asked before anything of the operation runs. */
function checkVisitor(args: () => { input: RecordTouchpointsInput } | undefined, viewer: Viewer): void {
  if (viewer.role !== "STOREFRONT") return;
  const { input } = args() ?? {};
  if (input === undefined) return; // execution says what is wrong with it
  if (!input.touchpoints.every(isAnonymous)) {
    throw forbidden("A storefront key may send touchpoints of ANONYMOUS_ID alone.");
  }
  if (input.touchpoints.some(({ type }) => type.startsWith("MESSAGE_"))) {
    throw forbidden("A storefront key may not tell of messages; whoever sends them does.");
  }
  // Anyone can read a storefront's key, and an order number belongs to whoever names it first.
  if (!input.touchpoints.some(({ type }) => isOfOrder(type))) return;
  throw forbidden("A storefront key may not tell of orders; the shop's server does.");
}

/** A visitor who guesses a message's id must not learn whose it was. */
const withoutOthers = ({ messageId, status, reasons, ...named }: Outcome): Outcome =>
  status === "DUPLICATE" ? { messageId, status, reasons } : { messageId, status, reasons, ...named };

function isAnonymous({ identities }: RecordTouchpointsInput["touchpoints"][number]): boolean {
  return identities.every(({ kind }) => kind === "ANONYMOUS_ID");
}

function refusals({ touchpoints, source }: RecordTouchpointsInput): UserError[] {
  const count = touchpoints.length;
  if (count > MOST_TOUCHPOINTS) {
    const message = `touchpoints has ${count} items; at most ${MOST_TOUCHPOINTS} at once`;
    return [fieldError("TOO_LARGE", message, ["input", "touchpoints"])];
  }
  if (source === null || (source.trim() !== "" && source.length <= 200 && textFault(source) === undefined)) return [];
  return [fieldError("INVALID", "source is a name such as web-shop", ["input", "source"])];
}
