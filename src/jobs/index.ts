import "./job.projection.ts";

export { Job, type JobState } from "./job.entity.ts";
export { jobType } from "./job.projection.ts";
export { JobProgressedResolver } from "./job-progressed.resolver.ts";
export { Repeated } from "./repeated.ts";
export { Settled } from "./settled.ts";
