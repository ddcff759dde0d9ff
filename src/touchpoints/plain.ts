export { CHANNELS, type Channel } from "./channels.ts";
export { isOfOrder, ORDER_TYPES, TOUCHPOINT_TYPES, type TouchpointType } from "./types.ts";
