import "./job.projection.ts";

export { enqueue, enqueueNext, enqueueOnce, type NewJob } from "./enqueue.ts";
export { Job, type JobState } from "./job.entity.ts";
export { JobPayload } from "./job.graphql.ts";
export { jobType } from "./job.projection.ts";
export { JobResolver } from "./job.resolver.ts";
export { JobProgressedResolver } from "./job-progressed.resolver.ts";
export { pruneJobs, prunesJobs } from "./prune-jobs.ts";
export { Repeated } from "./repeated.ts";
export { JobRunner, type JobRunnerOptions } from "./run-jobs.ts";
export { Settled } from "./settled.ts";
export { type JobContext, JobGone, JobRefusal, type JobTask, type Schedule } from "./task.ts";
