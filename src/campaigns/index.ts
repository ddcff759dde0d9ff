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
export { mailFromFault, smtpUrlFault } from "./delivery/smtp-url.ts";
export {
  evaluateExperiment,
  LIFT_IN_WORDS,
  type LiftReport,
  type LiftResult,
} from "./experiment/evaluate-experiment.ts";
export { type ExperimentMap, parseExperimentMap } from "./experiment/experiment-map.ts";
export { ExperimentFault, type GatheredArms, gatherArms } from "./experiment/gather-arms.ts";
export { campaignsFollowTouchpoints } from "./follow.ts";
export { keepCampaigns } from "./keep-campaigns.ts";
export type { ArmSummary, CovariateSummary } from "./lift/arm-summary.ts";
export { type ArmComparison, compareArms } from "./lift/compare-arms.ts";
export type { Estimate, Interval } from "./lift/estimate.ts";
export { probabilityBest, type VariantCount } from "./lift/probability-best.ts";
export { rateVariants, type VariantRate } from "./lift/rate-variants.ts";
export { linkRoutes } from "./links/links.routes.ts";
