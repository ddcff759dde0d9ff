import "./profile.projection.ts";

export { profilesFollowCustomers, profilesFollowTouchpoints } from "./follow.ts";
export { CustomerChannel, CustomerInterest, CustomerProfile, RfmCutPoints } from "./profile.entity.ts";
export { refreshRfm } from "./refresh-rfm.ts";
