import { statementCode } from "./statement-code.ts";
import { isUnavailable } from "./unavailable.ts";

/** Whether the same may succeed a little later: nobody is there, two were in each other's way, or memory or disk are full. */
export const mayPass = (error: unknown): boolean => isUnavailable(error) || /^(40|53)/.test(statementCode(error) ?? "");
