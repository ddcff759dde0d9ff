import "./job.projection.ts";

export { Job, type JobState } from "./job.entity.ts";
export { jobType } from "./job.projection.ts";
export { Repeated } from "./repeated.ts";
export { Settled } from "./settled.ts";
