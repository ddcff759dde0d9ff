import { Command } from "commander";
import { evaluateRecommendationsCommand } from "./evaluate-recommendations.ts";

export const evaluateCommand = new Command("evaluate")
  .description("measures on a shop's own history how good a method is; needs no database and no server")
  .addCommand(evaluateRecommendationsCommand);
