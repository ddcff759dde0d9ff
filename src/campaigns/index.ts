import "./assignment.projection.ts";
import "./campaign.queries.ts";
import "./preview/preview.projection.ts";
import "./report/report.projection.ts";

export { BouncedAddress, Campaign, CampaignAssignment, CampaignVariant, LinkKey } from "./campaign.entity.ts";
export { NotAllowedInState } from "./campaign.graphql.ts";
export { CampaignResolver } from "./campaign.resolver.ts";
export { campaignJobs, type SendingOptions } from "./campaign-jobs.ts";
export { CampaignsComputer } from "./campaigns-computer.ts";
export { type Adapters, adaptersOf } from "./delivery/adapters.ts";
export { SandboxMessage } from "./delivery/sandbox-message.entity.ts";
export { campaignsFollowTouchpoints } from "./follow.ts";
export { keepCampaigns } from "./keep-campaigns.ts";
export { linkRoutes } from "./links/links.routes.ts";
export * from "./plain.ts";
export { ScheduledStarts } from "./scheduled-starts.ts";
