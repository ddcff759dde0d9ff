import { Command } from "commander";
import { evaluateLiftCommand } from "./evaluate-lift.ts";
import { evaluatePricingCommand } from "./evaluate-pricing.ts";
import { evaluateRecommendationsCommand } from "./evaluate-recommendations.ts";

export const evaluateCommand = new Command("evaluate")
  .description("measures on a shop's own history how good a method is; needs no database and no server")
  .addCommand(evaluateRecommendationsCommand)
  .addCommand(evaluatePricingCommand)
  .addCommand(evaluateLiftCommand);
