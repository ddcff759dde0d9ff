export { mailFromFault, smtpUrlFault } from "./delivery/smtp-url.ts";
export {
  evaluateExperiment,
  LIFT_IN_WORDS,
  type LiftReport,
  type LiftResult,
} from "./experiment/evaluate-experiment.ts";
export { type ExperimentMap, parseExperimentMap } from "./experiment/experiment-map.ts";
export { ExperimentFault, type GatheredArms, gatherArms } from "./experiment/gather-arms.ts";
