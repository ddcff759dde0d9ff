import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Extensions, FieldResolver, Info, Mutation, Resolver, Root } from "type-graphql";
import type { EntityManager } from "typeorm";
import type { WriteContext } from "../graphql/context.ts";
import { type Refusal, type Refused, RefusedLate } from "../graphql/refusals.ts";
import { MANAGERS } from "../graphql/roles.ts";
import { fieldError, type UserError } from "../graphql/user-errors.ts";
import type { Answers } from "../reading/index.ts";
import {
  CampaignActionInput,
  CampaignPayload,
  CreateCampaignInput,
  NotAllowedInState,
  UpdateCampaignInput,
} from "./campaign.graphql.ts";
import { campaignType } from "./campaign.projection.ts";
import { createCampaign } from "./create-campaign.ts";
import { cancelCampaign, launchCampaign, pauseCampaign, resumeCampaign } from "./move-campaign.ts";
import type { StateRefusal } from "./refusals.ts";
import { updateCampaign } from "./update-campaign.ts";

interface CampaignsContext extends WriteContext {
  readonly answers: Answers;
}

type Move = (manager: EntityManager, id: string, now: Date) => Promise<{ id: string } | Refused>;

@Resolver(() => CampaignPayload)
export class CampaignResolver {
  @Mutation(() => CampaignPayload, { description: "Makes a campaign, a DRAFT." })
  @Extensions({ roles: MANAGERS })
  createCampaign(
    @Arg("input", () => CreateCampaignInput, { description: "The campaign." }) input: CreateCampaignInput,
    @Ctx() { transaction, now }: CampaignsContext,
  ): Promise<CampaignPayload> {
    return payload(transaction((manager) => createCampaign(manager, input, now)));
  }

  @Mutation(() => CampaignPayload, { description: "Changes a campaign, where nobody else has meanwhile." })
  @Extensions({ roles: MANAGERS })
  updateCampaign(
    @Arg("input", () => UpdateCampaignInput, { description: "What changes." }) input: UpdateCampaignInput,
    @Ctx() { transaction, now }: CampaignsContext,
  ): Promise<CampaignPayload> {
    return payload(transaction((manager) => updateCampaign(manager, input, now)));
  }

  @Mutation(() => CampaignPayload, {
    description:
      "Fixes the audience, assigns everybody in it by lot to a variant or to the hold-out, once and for all, and begins to send; or schedules that, where startsAt is to come.",
  })
  @Extensions({ roles: MANAGERS })
  launchCampaign(
    @Arg("input", () => CampaignActionInput, { description: "Which one." }) { id }: CampaignActionInput,
    @Ctx() context: CampaignsContext,
  ): Promise<CampaignPayload> {
    return payload(launchCampaign(context, id));
  }

  @Mutation(() => CampaignPayload, {
    description: "Stops a running one: when this is answered, nothing more leaves but what is on its way out already.",
  })
  @Extensions({ roles: MANAGERS })
  pauseCampaign(
    @Arg("input", () => CampaignActionInput, { description: "Which one." }) input: CampaignActionInput,
    @Ctx() context: CampaignsContext,
  ): Promise<CampaignPayload> {
    return moved(pauseCampaign, input, context);
  }

  @Mutation(() => CampaignPayload, { description: "Goes on with a paused one, where it stopped." })
  @Extensions({ roles: MANAGERS })
  resumeCampaign(
    @Arg("input", () => CampaignActionInput, { description: "Which one." }) input: CampaignActionInput,
    @Ctx() context: CampaignsContext,
  ): Promise<CampaignPayload> {
    return moved(resumeCampaign, input, context);
  }

  @Mutation(() => CampaignPayload, {
    description: "Ends a campaign before its time, for good. What has left has left; what has not never will.",
  })
  @Extensions({ roles: MANAGERS })
  cancelCampaign(
    @Arg("input", () => CampaignActionInput, { description: "Which one." }) input: CampaignActionInput,
    @Ctx() context: CampaignsContext,
  ): Promise<CampaignPayload> {
    return moved(cancelCampaign, input, context);
  }

  @FieldResolver(() => campaignType.type, { nullable: true })
  campaign(
    @Root() { campaignId }: CampaignPayload,
    @Info() info: GraphQLResolveInfo,
    @Ctx() { answers }: CampaignsContext,
  ) {
    return campaignId === undefined ? null : answers.byId(campaignType, campaignId, info);
  }
}

const moved = (move: Move, { id }: CampaignActionInput, { transaction, now }: CampaignsContext) =>
  payload(transaction((manager) => move(manager, id, now)));

async function payload(work: Promise<{ id: string } | Refused>): Promise<CampaignPayload> {
  const outcome = await work.catch((error: unknown) => {
    if (error instanceof RefusedLate) return error;
    throw error;
  });
  if ("id" in outcome) return { campaignId: outcome.id, userErrors: [] };
  return { userErrors: outcome.refusals.map(shown) };
}

function shown(refusal: Refusal): UserError {
  const { code, message, path } = refusal;
  if (!isOfState(refusal)) return fieldError(code, message, ["input", ...path]);
  const { status, allowed } = refusal;
  return Object.assign(new NotAllowedInState(), { code, message, path: ["input", ...path], status, allowed });
}

const isOfState = (refusal: Refusal): refusal is StateRefusal => refusal.code === "NOT_ALLOWED_IN_STATE";
