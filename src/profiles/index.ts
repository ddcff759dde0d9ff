import "./profile.projection.ts";

export { averageOrderValue, favouriteCategory, favouriteChannel, recencyDays } from "./features.ts";
export { profilesFollowCustomers, profilesFollowTouchpoints } from "./follow.ts";
export { CustomerChannel, CustomerInterest, CustomerProfile, RfmCutPoints } from "./profile.entity.ts";
export { refreshRfm } from "./refresh-rfm.ts";
export { rfmScores } from "./rfm.ts";
