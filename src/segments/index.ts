import "./segment.queries.ts";

export { clusterTrainer } from "./clusters/cluster-trainer.ts";
export { segmentsFollowCustomers, segmentsFollowProducts, segmentsFollowTouchpoints } from "./follow.ts";
export { keepMemberships } from "./keep-memberships.ts";
export { segmentRoutes } from "./members.routes.ts";
export { MembershipChangedResolver } from "./membership-changed.resolver.ts";
export { oneAtATime } from "./one-at-a-time.ts";
export { type Rebuilt, rebuildMemberships } from "./rebuild-memberships.ts";
export {
  MembershipDue,
  RecategorisedProduct,
  Segment,
  SegmentMembership,
  SegmentMembershipChange,
  SegmentWatch,
} from "./segment.entity.ts";
export { segmentType } from "./segment.projection.ts";
export { PreviewSegmentResolver, SegmentResolver } from "./segment.resolver.ts";
export { readSegment } from "./segment.store.ts";
export { SMALLEST_GROUP } from "./segment.ts";
export { settleMemberships } from "./settle-memberships.ts";
