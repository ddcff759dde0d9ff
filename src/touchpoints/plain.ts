export { CHANNELS, type Channel } from "./channels.ts";
export { endsMessages, isOfOrder, ORDER_TYPES, TOUCHPOINT_TYPES, type TouchpointType } from "./types.ts";
