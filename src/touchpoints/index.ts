import "./touchpoint.projection.ts";

export { noCampaign } from "./check-touchpoint.ts";
export type { FollowsTouchpoints } from "./follows-touchpoints.ts";
export type { CheckedTouchpoint, IncomingTouchpoint, RecordedTouchpoint } from "./incoming.ts";
export type { BatchOptions, Ingestion } from "./ingestion.ts";
export type { Outcome } from "./outcome.ts";
export * from "./plain.ts";
export { checkOnly, recordTouchpoints } from "./record-touchpoints.ts";
export { AcceptedMessage, Touchpoint } from "./touchpoint.entity.ts";
export { ChannelEnum, TouchpointTypeEnum } from "./touchpoint.enums.graphql.ts";
export { touchpointType } from "./touchpoint.projection.ts";
export { RecordTouchpointsResolver, TouchpointOutcomeResolver } from "./touchpoint.resolver.ts";
