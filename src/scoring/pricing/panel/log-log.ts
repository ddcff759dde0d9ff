import type { ResponseForm } from "./response.ts";
import { fitWithin } from "./within.ts";

/** Least squares of ln(units): the weight of ln(price) is the elasticity, the same at every price. Needs units above zero. */
export const LOG_LOG: ResponseForm = {
  code: "PANEL_LOG_LOG",
  fit: ({ units, ...rest }) => fitWithin({ ...rest, y: Float64Array.from(units, Math.log) }),
};
