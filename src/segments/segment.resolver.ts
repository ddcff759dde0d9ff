import { GraphQLError, type GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Extensions, FieldResolver, Info, Mutation, Query, Resolver, Root } from "type-graphql";
import { customerType } from "../customers/index.ts";
import { objectIn } from "../database/json.ts";
import { argumentAsGiven, type SentContext } from "../graphql/as-given.ts";
import type { WriteContext } from "../graphql/context.ts";
import { forbidden } from "../graphql/errors.ts";
import { type Refused, RefusedLate } from "../graphql/refusals.ts";
import { EVERYONE, MANAGERS, mayReadPersonal, PEOPLE_READERS } from "../graphql/roles.ts";
import { fieldError } from "../graphql/user-errors.ts";
import type { Answers } from "../reading/index.ts";
import { archiveSegment } from "./archive-segment.ts";
import { LONGEST_MS, TOO_SLOW } from "./asked-rule.ts";
import { createSegment } from "./create-segment.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { previewRule } from "./preview-rule.ts";
import { SegmentRuleInput } from "./rule.graphql.ts";
import { isPersonal, ruleFaults } from "./rule-tree.ts";
import {
  ArchiveSegmentInput,
  CreateSegmentInput,
  SegmentPayload,
  SegmentPreview,
  UpdateSegmentInput,
} from "./segment.graphql.ts";
import { segmentType } from "./segment.projection.ts";
import { ruleError } from "./segment.queries.ts";
import { updateSegment } from "./update-segment.ts";

interface SegmentsContext extends WriteContext, SentContext {
  readonly answers: Answers;
}

@Resolver(() => SegmentPayload)
export class SegmentResolver {
  @Mutation(() => SegmentPayload, {
    description: "Makes a segment, with its members worked out when this is answered.",
  })
  @Extensions({ roles: MANAGERS })
  createSegment(
    @Arg("input", () => CreateSegmentInput, { description: "The segment." }) input: CreateSegmentInput,
    @Ctx() context: SegmentsContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SegmentPayload> {
    const given = withRule(input, context, info);
    return payload(() => context.transaction((manager) => createSegment(manager, given, context.now)));
  }

  @Mutation(() => SegmentPayload, {
    description: "Changes a segment; with another rule, its members are worked out when this is answered.",
  })
  @Extensions({ roles: MANAGERS })
  updateSegment(
    @Arg("input", () => UpdateSegmentInput, { description: "What changes." }) input: UpdateSegmentInput,
    @Ctx() context: SegmentsContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SegmentPayload> {
    const given = withRule(input, context, info);
    return payload(() => context.transaction((manager) => updateSegment(manager, given, context.now)));
  }

  @Mutation(() => SegmentPayload, {
    description: "Ends a segment: everybody leaves it, its history stays. Refused while another rule reads it.",
  })
  @Extensions({ roles: MANAGERS })
  archiveSegment(
    @Arg("input", () => ArchiveSegmentInput, { description: "Which one." }) { id }: ArchiveSegmentInput,
    @Ctx() { transaction, now }: SegmentsContext,
  ): Promise<SegmentPayload> {
    return payload(() => transaction((manager) => archiveSegment(manager, id, now)));
  }

  @FieldResolver(() => segmentType.type, { nullable: true })
  segment(
    @Root() { segmentId }: SegmentPayload,
    @Info() info: GraphQLResolveInfo,
    @Ctx() { answers }: SegmentsContext,
  ) {
    return segmentId === undefined ? null : answers.byId(segmentType, segmentId, info);
  }
}

@Resolver(() => SegmentPreview)
@Extensions({ roles: EVERYONE })
export class PreviewSegmentResolver {
  @Query(() => SegmentPreview, {
    description:
      "Whom a rule would choose now. A rule that is too deep, too wide or takes too long is an error that says so. A role that may not read personal data may not ask for it by a rule either.",
  })
  @Extensions({ roles: PEOPLE_READERS })
  async previewSegment(
    @Arg("rule", () => SegmentRuleInput, { description: "The rule." }) rule: SegmentRuleInput,
    @Ctx() { viewer, now, transaction }: SegmentsContext,
  ): Promise<SegmentPreview> {
    const path = ["previewSegment", "rule"];
    const [first] = ruleFaults(rule);
    if (first !== undefined) throw ruleError(first, path);
    if (!mayReadPersonal(viewer) && isPersonal(rule)) {
      throw forbidden(`The rule reads personal data, which is not for the role ${viewer.role}.`);
    }
    const preview = await transaction((manager) => previewRule(manager, rule, viewer, now));
    if (!("faults" in preview)) return preview;
    const [fault] = preview.faults;
    throw fault === undefined || fault === TOO_SLOW ? tooSlow() : ruleError(fault, path);
  }

  @FieldResolver(() => [customerType.type], { description: "The newest of them, 10 at most; none where suppressed." })
  @Extensions({ roles: PEOPLE_READERS })
  sample(
    @Root() { customerIds }: SegmentPreview,
    @Info() info: GraphQLResolveInfo,
    @Ctx() { answers }: SegmentsContext,
  ) {
    return Promise.all(customerIds.map((id) => answers.byId(customerType, id, info)));
  }
}

const tooSlow = () =>
  new GraphQLError(`rule: ${TOO_SLOW.message}`, { extensions: { code: "TIMEOUT", limit: LONGEST_MS } });

/** The rule is kept as it came: the schema's defaults stay out of it. */
function withRule<Input extends { rule?: object | null }>(
  input: Input,
  context: SentContext,
  info: GraphQLResolveInfo,
) {
  const { rule, ...others } = input;
  if (rule === undefined) return others;
  const given = rule === null ? null : objectIn(objectIn(argumentAsGiven(info, "input", input, context))["rule"]);
  return { ...others, rule: given };
}

async function payload(work: () => Promise<{ id: string } | Refused>): Promise<SegmentPayload> {
  try {
    const outcome = await oneAtATime(work);
    return "refusals" in outcome ? refusedPayload(outcome) : { segmentId: outcome.id, userErrors: [] };
  } catch (error) {
    if (error instanceof RefusedLate) return refusedPayload(error);
    throw error;
  }
}

const refusedPayload = ({ refusals }: Refused): SegmentPayload => ({
  userErrors: refusals.map(({ code, message, path }) => fieldError(code, message, ["input", ...path])),
});
